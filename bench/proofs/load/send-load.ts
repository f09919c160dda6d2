import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Load, LoadFigures } from './generate-load.ts';

/** A process that sends requests from `ready` on until `stop`. */
export function sendLoad(load: Load): { readonly ready: Promise<unknown>; stop(): Promise<LoadFigures> } {
  const script = fileURLToPath(new URL('./generate-load.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  child.stdin.write(`${JSON.stringify(load)}\n`);
  return {
    ready: Promise.race([once(reader, 'line'), once(child, 'exit')]),
    async stop() {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
      return JSON.parse(lines.at(-1) ?? '{}') as LoadFigures;
    },
  };
}
