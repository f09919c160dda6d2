import type { Figure } from '../../domain/alerts/figures.ts';
import { toldStates } from '../../domain/alerts/incident.ts';
import { seriesOf } from '../../domain/alerts/observation.ts';
import { type AlertRule, findRule } from '../../domain/alerts/rules.ts';
import { type Degradation, isDegradation, type ServingVersion } from '../../domain/degradation.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Importance } from '../../domain/monitoring/weigh-drift.ts';
import type { RunTrigger } from '../../domain/runs.ts';
import { entityManager, type Session } from '../database/database.ts';
import { ChampionEntity, ModelVersionEntity, type Row } from '../training/training-entities.ts';
import { isUsualRun } from '../training/usual-runs.ts';
import type { ModelVersion } from '../training/versions.ts';
import { ConceptChangeEntity, IncidentEntity } from './incident-entities.ts';
import { latestReadings, listIncidents } from './incidents.ts';

/** A version that labels proved wrong, and the approximate time since when what it learnt no longer holds. */
export type ConceptChange = Row<typeof ConceptChangeEntity>;

/** Readings of an incident's series to read, one per day: it may stay open for this long before its first ones are left out. */
const readingsRead = 400;
const day = 86_400_000;

/** null before the first deployment. */
export async function readServingVersion(session: Session, model: ModelName): Promise<ServingVersion | null> {
  const em = entityManager(session);
  const champion = await em.findOne(ChampionEntity, model);
  if (champion === null) return null;
  const version = await em.findOneOrFail(ModelVersionEntity, champion.versionId);
  const { id, name, metrics } = version;
  return { id, name, metrics, intervals: evaluatedIntervals(version), deployedAt: champion.deployedAt };
}

/** The intervals of a version's evaluation, from its card; empty if the card has none. */
export function evaluatedIntervals({ card }: Pick<ModelVersion, 'card'>): ServingVersion['intervals'] {
  return (card as Partial<Pick<ServingVersion, 'intervals'>>).intervals ?? {};
}

/** What the version makes of its features, from its card; empty if the card doesn't say. */
export function evaluatedImportance({ card }: Pick<ModelVersion, 'card'>): Importance {
  return (card as { readonly importance?: Importance }).importance ?? [];
}

/** Incidents about live figures of a model that people were mailed about and that are still open. */
export async function readDegradations(session: Session, model: ModelName): Promise<Degradation[]> {
  const degradations: Degradation[] = [];
  for (const incident of await listIncidents(session, { model, states: toldStates })) {
    const { id: incidentId, firedAt, source } = incident;
    if (source !== 'live' || firedAt === null) continue;
    // a window is dated at its day's midnight, its incident at the time of measuring
    const from = incident.openedAt.getTime() - day;
    for (const rule of incident.figures.flatMap((figure) => degradedBy(figure))) {
      const known = await latestReadings(session, seriesOf(rule, { model, source }), readingsRead);
      const readings = known.filter(({ window }) => Date.parse(window) > from);
      if (readings.length > 0) degradations.push({ incidentId, rule, firedAt, readings });
    }
  }
  return degradations;
}

/** Its rule, where the figure fires or did until its latest window. */
function degradedBy({ rule: id, state }: Figure): AlertRule[] {
  const rule = findRule(id);
  return rule !== undefined && isDegradation(rule) && (state === 'firing' || state === 'recovering') ? [rule] : [];
}

/** Usual runs of a model that completed or failed and were requested since then, with the time of the request. */
export async function readTrainingsSince(
  session: Session,
  model: ModelName,
  since: Date,
): Promise<{ startedAt: Date; trigger: RunTrigger }[]> {
  const rows = await entityManager(session).execute<{ startedAt: Date | string; trigger: RunTrigger }[]>(
    `select retrains.started_at as "startedAt", retrains.trigger
     from runs join retrains on retrains.id = runs.retrain_id
     where runs.model = ? and runs.state in ('completed', 'failed') and retrains.started_at >= ?
       and ${isUsualRun}`,
    [model, since],
  );
  return rows.map(({ startedAt, trigger }) => ({ startedAt: new Date(startedAt), trigger }));
}

/** Records what was done about incidents. Without `retrainId` the last known one stays. */
export async function recordAnswer(
  session: Session,
  incidentIds: readonly number[],
  answer: { readonly answer: string; readonly retrainId?: string },
): Promise<void> {
  await entityManager(session).nativeUpdate(IncidentEntity, { id: { $in: [...incidentIds] } }, answer);
}

/** Recorded once per version: later data doesn't change when its world ended. */
export async function recordConceptChange(session: Session, change: ConceptChange): Promise<void> {
  await entityManager(session).upsert(ConceptChangeEntity, change, {
    onConflictFields: ['versionId'],
    onConflictAction: 'ignore',
  });
}

/**
 * Latest first. A change is left out if its version recovered by itself: what it learnt holds again, so the months before
 * the change are worth learning from.
 */
export async function readConceptChanges(session: Session, model: ModelName): Promise<ConceptChange[]> {
  const em = entityManager(session);
  const changes = await em.find(ConceptChangeEntity, { model }, { orderBy: { since: 'desc' } });
  const incidents = await em.find(IncidentEntity, { id: { $in: changes.map(({ incidentId }) => incidentId) } });
  const recovered = new Set(
    incidents.flatMap(({ id, state, versionId }) => (state === 'resolved' ? [`${id} ${versionId}`] : [])),
  );
  return changes
    .filter(({ incidentId, versionId }) => !recovered.has(`${incidentId} ${versionId}`))
    .map((change) => ({ ...change }));
}
