import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../stack/ports.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { holds, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

const plans = { full: { starts: 5 }, reduced: { starts: 2 } };
/** Seconds from `npm start` to the first answer that everything is healthy. */
const bar = 5;
const patience = 180_000;

/**
 * `npm run bench -- start [--reduced]`: `npm start` as somebody types it, in a home of its own, until `/readyz` answers 200. The first start
 * makes that home (cluster, tables, schedules) and is for information; the others start it again.
 */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const { starts } = plans[reduced ? 'reduced' : 'full'];
  const home = mkdtempSync(join(tmpdir(), 'perennial-bench-start-'));
  try {
    print(`  the first start: ${(await startAndStop(home)).toFixed(1)} s`);
    const seconds: number[] = [];
    for (let at = 0; at < starts; at++) {
      seconds.push(await startAndStop(home));
      print(`  again: ${seconds[at].toFixed(1)} s (load ${loadavg()[0].toFixed(1)})`);
    }
    const median = quantile(seconds, 0.5);
    return { passed: holds('npm start to healthy', `${median.toFixed(1)} s (< ${bar} s)`, median < bar) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function startAndStop(home: string): Promise<number> {
  const [api, temporal, ui, postgres] = (await freePorts(4)).map(String);
  const started = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: projectRoot,
    env: {
      ...process.env,
      PERENNIAL_HOME: home,
      PERENNIAL_API_PORT: api,
      PERENNIAL_TEMPORAL_PORT: temporal,
      PERENNIAL_TEMPORAL_UI_PORT: ui,
      PERENNIAL_POSTGRES_PORT: postgres,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const ended = once(npm, 'exit');
  await untilHealthy(`http://127.0.0.1:${api}/readyz`, npm);
  const seconds = (performance.now() - started) / 1_000;
  // npm would not pass the signal on to the process that it runs
  const { pid } = JSON.parse(readFileSync(join(home, 'stack.json'), 'utf8')) as { readonly pid: number };
  process.kill(pid, 'SIGINT');
  await ended;
  return seconds;
}

async function untilHealthy(url: string, npm: ChildProcess): Promise<void> {
  const until = performance.now() + patience;
  while (performance.now() < until && npm.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await sleep(20);
  }
  npm.kill('SIGKILL');
  throw new Error(`npm start did not become healthy within ${patience / 1_000} s, or ended.`);
}
