import { type Cause, type DiagnosisFacts, diagnose } from '../domain/alerts/diagnosis.ts';
import type { ModelName } from '../domain/models.ts';
import { readServingVersion } from '../store/alerts/degradations.ts';
import { listIncidents } from '../store/alerts/incidents.ts';
import type { Session } from '../store/database/database.ts';
import { servedBefore } from '../store/training/deployments.ts';
import { readVersionById } from '../store/training/versions.ts';

export type Diagnosis = { readonly causes: readonly Cause[]; readonly rollbackTo: string | null };

/** One figure that is to be explained, with what was read of it, oldest first. */
export type Unexplained = Pick<DiagnosisFacts, 'rule' | 'source' | 'readings'>;

/** What mails and the dashboard say about why, and which version a rollback would bring back. @param noticed as in `DiagnosisFacts` */
export async function diagnoseIncidents(
  session: Session,
  model: ModelName | null,
  unexplained: readonly Unexplained[],
  noticed: readonly string[],
  now: Date,
): Promise<Diagnosis> {
  const serving = model === null ? null : await readServingVersion(session, model);
  const before = serving === null || model === null ? null : await servedBefore(session, { id: serving.id, model });
  const previous = before === null ? null : await readVersionById(session, before);
  const gap = model === null ? null : await openGap(session);
  const causes = unexplained.flatMap((figure) => diagnose({ ...figure, serving, previous, gap, noticed, now }));
  return { causes: likeliest(causes), rollbackTo: previous?.name ?? null };
}

/** Each cause once, with the strongest evidence that any figure gives for it. */
function likeliest(causes: readonly Cause[]): Cause[] {
  const sorted = causes.toSorted((a, b) => b.weight - a.weight);
  return sorted.filter((cause, at) => {
    const first = sorted.findIndex(({ kind, words }) => words === cause.words || (kind === cause.kind && oneOf(kind)));
    return first === at;
  });
}

/** Two figures that speak for the same cause say it once. */
function oneOf(kind: Cause['kind']): boolean {
  return kind !== 'inputs_moved' && kind !== 'circumstance';
}

/** Data of the whole business that stopped arriving, in words. */
async function openGap(session: Session): Promise<string | null> {
  const open = await listIncidents(session, { states: ['firing', 'acknowledged'], limit: 100 });
  return open.find(({ source, rule }) => source === 'arrivals' && rule === 'no_data')?.detail ?? null;
}
