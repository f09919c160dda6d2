import { type Cause, diagnose } from '../../domain/alerts/diagnosis.ts';
import type { ModelName } from '../../domain/models.ts';
import type { AlertContext, AlertNotice } from '../../mail/compose-alert.ts';
import { readServingVersion } from '../../store/alerts/degradations.ts';
import { listIncidents, readIncident } from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { servedBefore } from '../../store/training/deployments.ts';
import { readVersionById } from '../../store/training/versions.ts';

export type Diagnosis = { readonly causes: readonly Cause[]; readonly rollbackTo: string | null };

/** What a mail says about why, and which version a rollback would bring back. */
export async function diagnoseNotices(
  em: EntityManager,
  model: ModelName | null,
  notices: readonly AlertNotice[],
  { causes: noticed }: AlertContext,
  now: Date,
): Promise<Diagnosis> {
  const serving = model === null ? null : await readServingVersion(em, model);
  const before = serving === null || model === null ? null : await servedBefore(em, { id: serving.id, model });
  const previous = before === null ? null : await readVersionById(em, before);
  const gap = model === null ? null : await openGap(em);
  const causes: Cause[] = [];
  for (const { rule, incidentId, readings } of notices.filter(
    ({ notice }) => notice === 'firing' || notice === 'repeat',
  )) {
    const { source } = await readIncident(em, incidentId);
    causes.push(...diagnose({ rule, source, readings, serving, previous, gap, noticed, now }));
  }
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
async function openGap(em: EntityManager): Promise<string | null> {
  const open = await listIncidents(em, { states: ['firing', 'acknowledged'], limit: 100 });
  return open.find(({ source, rule }) => source === 'arrivals' && rule === 'no_data')?.detail ?? null;
}
