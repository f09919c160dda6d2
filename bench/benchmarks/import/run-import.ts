import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Timed = {
  readonly milliseconds: number;
  /** The largest resident size; null where the system doesn't tell it. */
  readonly peakBytes: number | null;
};

const pollMilliseconds = 50;

/** `perennial import TABLE FILE` of a checkout, in a process of its own. */
export async function runImport(
  checkout: string,
  {
    table,
    file,
    url,
    home,
  }: { readonly table: string; readonly file: string; readonly url: string; readonly home: string },
): Promise<Timed> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(checkout, 'cli', 'main.ts'), 'import', table, file, '--json'], {
    cwd: checkout,
    env: { ...process.env, DATABASE_URL: url, PERENNIAL_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (text) => {
    told += text;
  });
  let peakBytes: number | null = null;
  const polling = setInterval(() => {
    peakBytes = peakOf(child.pid) ?? peakBytes;
  }, pollMilliseconds);
  const [code] = (await once(child, 'exit').finally(() => clearInterval(polling))) as [number | null];
  const milliseconds = performance.now() - started;
  if (code !== 0) throw new Error(`import ${table} of ${checkout} ended with ${code}: ${told}`);
  return { milliseconds, peakBytes };
}

/** proc_pid_status(5): VmHWM, the peak resident set size. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : 1024 * Number(kilobytes);
  } catch {
    return null; // it has ended, or the system has no /proc
  }
}
