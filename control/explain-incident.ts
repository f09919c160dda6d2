import { type Advice, mendingAdvice } from '../domain/alerts/advise.ts';
import type { Cause } from '../domain/alerts/diagnosis.ts';
import { closedStates } from '../domain/alerts/incident.ts';
import { type Reading, seriesOf } from '../domain/alerts/observation.ts';
import { type AlertRule, findRule, isEvent } from '../domain/alerts/rules.ts';
import type { ModelName } from '../domain/models.ts';
import { driftCauses } from '../domain/monitoring/drift-causes.ts';
import { evaluatedImportance, readServingVersion } from '../store/alerts/degradations.ts';
import { latestReadings, type NamedIncident, readIncident } from '../store/alerts/incidents.ts';
import { readMetricRecords } from '../store/alerts/metric-records.ts';
import type { Database } from '../store/database/database.ts';
import { readVersionById } from '../store/training/versions.ts';
import { diagnoseIncidents } from './diagnose-incidents.ts';

/** An incident with what its mails say of it, as of now, and with the course of its figures. */
export type ExplainedIncident = {
  readonly incident: NamedIncident;
  /** Of each figure that is no event, oldest first. */
  readonly series: readonly { readonly rule: AlertRule; readonly readings: readonly Reading[] }[];
  /** Names of the versions that its readings are about, by id. */
  readonly versions: ReadonlyMap<number, string>;
  /** The likeliest first; empty once it is over. */
  readonly causes: readonly Cause[];
  readonly advice: readonly Advice[];
};

/** Windows of a figure; one comes each day. */
const shownWindows = 60;

/** @throws PerennialError `incident_not_found` */
export async function explainIncident(database: Database, id: number, now: Date): Promise<ExplainedIncident> {
  const incident = await readIncident(database, id);
  const { model, source, answer, figures, resolvedAt } = incident;
  const known = figures.length === 0 ? [incident] : figures;
  const rules = known.flatMap(({ rule }) => findRule(rule) ?? []);
  const read = await Promise.all(
    rules.map(async (rule) => {
      const series = seriesOf(rule, { model, source });
      const newest = await latestReadings(database, series, shownWindows, resolvedAt ?? undefined);
      return { rule, readings: newest.toReversed() };
    }),
  );
  const series = read.filter(({ rule }) => !isEvent(rule));
  const told = { incident, series, versions: await namesOf(database, series) };
  if (closedStates.includes(incident.state)) return { ...told, causes: [], advice: [] };
  const noticed = model === null || source !== 'live' ? [] : await readDrift(database, model);
  const unexplained = read.map((figure) => ({ ...figure, source }));
  const { causes, rollbackTo } = await diagnoseIncidents(database, model, unexplained, noticed, now);
  const notices = rules.map((rule) => ({ rule, incidentId: id, answer }));
  return { ...told, causes, advice: mendingAdvice({ model, notices, causes, rollbackTo }) };
}

async function namesOf(database: Database, series: ExplainedIncident['series']): Promise<Map<number, string>> {
  const ids = new Set(series.flatMap(({ readings }) => readings.flatMap(({ versionId }) => versionId ?? [])));
  const versions = await Promise.all([...ids].map((id) => readVersionById(database, id)));
  return new Map(versions.map(({ id, name }) => [id, name]));
}

/** What moved in the inputs of the version that serves, on the last day that was measured. */
async function readDrift(database: Database, model: ModelName): Promise<string[]> {
  const serving = await readServingVersion(database, model);
  if (serving === null) return [];
  const filter = { model, source: 'drift', metric: 'psi', version: serving.name, days: 1 } as const;
  const importance = evaluatedImportance(await readVersionById(database, serving.id));
  return driftCauses(await readMetricRecords(database, filter), importance);
}
