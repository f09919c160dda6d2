import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../../store/database/database.ts';
import { quantile } from '../../figures.ts';
import type { Case } from './cases.ts';
import type { Contestant } from './contestant.ts';
import type { Load, LoadFigures } from './generate-load.ts';
import { onCore, otherCore } from './pinning.ts';

/** Medians of the rounds. */
export type Measured = {
  readonly requestsPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Predictions that were answered in all rounds, and how many of them are in the prediction log. */
  readonly answered: number;
  readonly logged: number;
};

export type Plan = { readonly rounds: number; readonly seconds: number; readonly warmUpSeconds: number };

/** In turns: each round all contestants, each alone, with an empty log and nothing left to do of the one before. */
export async function measureInTurns(
  of: Case,
  contestants: readonly Contestant[],
  bodies: readonly string[],
  { rounds, seconds, warmUpSeconds }: Plan,
  { database, token }: { readonly database: Database; readonly token: string },
): Promise<Measured[]> {
  const path = `/api/v1/predictions/${of.model}`;
  const found = contestants.map(() => ({ figures: [] as LoadFigures[], answered: 0, logged: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const [at, { name, url, log }] of contestants.entries()) {
      const load = { url: `${url}${path}`, token, bodies, connections: of.connections, warmUpSeconds, seconds };
      await settledCount(database, log);
      await database.query(`truncate ${log}`);
      const figures = await generateLoad(load);
      if (figures.failed > 0) throw new Error(`${name} failed ${figures.failed} times: ${figures.firstFailure}`);
      found[at].figures.push(figures);
      found[at].answered += (figures.answered + figures.warmedUp) * of.subjects;
      found[at].logged += await settledCount(database, log);
    }
  }
  return found.map(({ figures, answered, logged }) => ({
    requestsPerSecond: median(figures, (each) => each.requestsPerSecond),
    p50: median(figures, (each) => each.p50),
    p99: median(figures, (each) => each.p99),
    answered,
    logged,
  }));
}

function median(figures: readonly LoadFigures[], of: (figures: LoadFigures) => number): number {
  return quantile(figures.map(of), 0.5);
}

async function generateLoad(load: Load): Promise<LoadFigures> {
  const script = fileURLToPath(new URL('./generate-load.ts', import.meta.url));
  const [program, ...args] = onCore(otherCore, [process.execPath, script]);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  child.stdin.end(JSON.stringify(load));
  const answer = await text(child.stdout);
  const [code] = await exited;
  if (code !== 0) throw new Error(`The load generator ended with exit code ${code}.`);
  return JSON.parse(answer) as LoadFigures;
}

/** Of a log that nobody adds to any more: no statement is under way, and no batch was waiting, which takes 200 ms at most. */
async function settledCount(database: Database, log: string): Promise<number> {
  for (let last = -1; ; ) {
    await sleep(500);
    const [{ count, busy }] = await database.query<{ count: number; busy: boolean }>(
      `select (select count(*)::int from ${log}) as count,
         exists (select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
           and state <> 'idle' and pid <> pg_backend_pid()) as busy`,
    );
    if (count === last && !busy) return count;
    last = count;
  }
}
