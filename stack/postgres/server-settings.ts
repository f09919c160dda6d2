import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Bytes. */
export type Machine = { readonly memory: number; readonly disk: number };

/** What the embedded server may count on. @param folder of its data */
export function readMachine(folder: string): Machine {
  const limit = process.constrainedMemory();
  const { blocks, bsize } = statfsSync(folder);
  return { memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(), disk: blocks * bsize };
}

const megabyte = 1024 ** 2;
const gigabyte = 1024 ** 3;

/**
 * PostgreSQL's own defaults are for a machine of 1 GB with a turning disk. Ours shares its machine with trainings, workers and Temporal,
 * so it gets an eighth of the memory for its buffers and not the quarter that its manual advises for a machine of its own.
 */
export function settingsFor({ memory, disk }: Machine): Record<string, string | number> {
  return {
    shared_buffers: inMegabytes(memory / 8, 128 * megabyte, 2 * gigabyte),
    effective_cache_size: inMegabytes(memory / 2, 512 * megabyte, 64 * gigabyte),
    // for each sort and hash of each query: two hundred connections never sort at once
    work_mem: inMegabytes(memory / 256, 4 * megabyte, 64 * megabyte),
    maintenance_work_mem: inMegabytes(memory / 32, 64 * megabyte, 512 * megabyte),
    // a page of an SSD, or of the memory, costs about the same wherever it lies
    random_page_cost: 1.1,
    // compiling a model's long queries takes longer than it saves
    jit: 'off',
    // an import or a simulation writes gigabytes at once; each checkpoint within it writes whole pages anew
    max_wal_size: inMegabytes(disk / 20, gigabyte, 4 * gigabyte),
    checkpoint_timeout: '15min',
    wal_compression: 'on',
  };
}

function inMegabytes(bytes: number, least: number, most: number): string {
  return `${Math.floor(Math.min(most, Math.max(least, bytes)) / megabyte)}MB`;
}
