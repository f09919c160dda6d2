import type { GateConfig } from '../../domain/experiment/experiment.ts';
import { guardedUntil } from '../../domain/experiment/guarded-until.ts';
import { utcMinute } from '../../domain/utc-minute.ts';
import type { Database } from '../../store/database/database.ts';
import { type Experiment, readLooks, readPhases } from '../../store/experiments/experiments.ts';

/** Since when an experiment's challenger is no longer served because nobody looked at it; null: it is looked at. */
export async function unattendedSince(
  database: Database,
  { id, state, config }: Experiment,
  now: Date,
): Promise<Date | null> {
  const open = (await readPhases(database, id)).find(({ closedAt }) => closedAt === null);
  if (state !== 'running' || open === undefined) return null;
  const last = (await readLooks(database, id)).findLast(({ phase }) => phase === open.number);
  const until = guardedUntil(config, open.startedAt, last?.at ?? null);
  return until <= now ? until : null;
}

export function describeUnattended(
  id: string,
  { lookEveryDays, dayMs }: GateConfig,
  since: Date,
  until: Date | null,
): string {
  const hours = Math.round((3 * lookEveryDays * dayMs) / 3_600_000);
  const end = until === null ? 'until a look succeeds' : `until ${utcMinute(until)} UTC, when a look succeeded`;
  return `No look at ${id} succeeded within ${hours} hours. Since ${utcMinute(since)} UTC the champion has served all, ${end}.`;
}
