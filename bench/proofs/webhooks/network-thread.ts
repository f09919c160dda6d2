import { parentPort, workerData } from 'node:worker_threads';
import { startProxy } from '../chaos/tcp-proxy.ts';

/** The network in a thread of its own: what passes through it doesn't hold up the sender. */
const proxy = await startProxy(workerData as number);
parentPort?.on('message', (order: 'cut' | 'mend' | 'close') => void proxy[order]());
parentPort?.postMessage(proxy.port);
