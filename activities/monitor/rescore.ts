import type { TrainingOptions } from '../../contract/messages.ts';
import { useLabelSettings } from '../../control/label-settings.ts';
import { type RowWithTexts, withValues } from '../../control/read-attributes.ts';
import { readRecentChange } from '../../control/read-recent-change.ts';
import { judgedSamples, type Measurement } from '../../domain/monitoring/measurement.ts';
import { attributesRead } from '../../models/attributes/attributes-read.ts';
import { featuresNamed, unknownFeatures } from '../../models/features.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { describeVersion } from '../../serving/live/load-version.ts';
import { toTable } from '../../store/artifacts/feature-rows.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { readRun } from '../../store/training/runs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { horizonOf, type MonitorDependencies } from './measure-version.ts';
import { type Window, widenings } from './read-matured.ts';

export type Rescored = {
  readonly measurements: readonly Measurement[];
  /** The window in which the labels became known. */
  readonly windowDays: number;
};

/**
 * Judges a version before its own predictions have labels, which takes a horizon: on subjects whose labels became known within the window,
 * with what was known of them at their moment. What it learnt doesn't count, nor who came before a recent change of the world.
 *
 * @param spoilt as in `readMatured`.
 */
export async function rescore(
  { database, blobs, definitions, threads, settings }: MonitorDependencies,
  { model, now, windowDays }: Window,
  version: ModelVersion,
  signal: AbortSignal,
  spoilt: (windowDays: number) => boolean,
): Promise<Rescored> {
  const definition = definitions[model];
  const description = await describeVersion(version, blobs);
  // drift says that this release can't read it
  if (unknownFeatures(definition, description.featureNames).length > 0) return { measurements: [], windowDays };
  const read = featuresNamed(definition, description.featureNames);
  const attributes = attributesRead(description);
  const run = await readRun(database, version.runId);
  const { testSize, populationDays = definition.populationDays } = run.input as TrainingOptions;
  const horizonDays = horizonOf(run);
  const asOf = defaultAsOf(definition, now, horizonDays);
  const { firstSubjectsSql: first } = definition;
  const sql = trainingQuery(
    first === undefined ? definition : { ...definition, trainingSubjectsSql: first },
    read,
    attributes.map(({ name }) => name),
  );
  const columns = { trained: read, compared: [], attributes: { trained: attributes, compared: [] } };
  async function labelledWithin(days: number): Promise<SnapshotTable> {
    const rows = await inTransaction(
      database,
      async (client) => {
        await client.query(`select set_config('perennial.business_timezone', $1, true)`, [settings.businessTimezone]);
        const { attributionDays } = settings.leadLabels;
        await useLabelSettings(client, { attributionDays, source: version.labelSource });
        return (await client.query<RowWithTexts>(sql, [asOf, horizonDays, days, populationDays])).rows;
      },
      { readOnly: true, signal },
    );
    return toTable(model, columns, withValues(rows, attributes), asOf, horizonDays);
  }
  const [artifact, snapshot] = [await blobs.get(version.artifactHash), await blobs.get(version.snapshotHash)];
  const changedAt = await readRecentChange(database, model, now);
  // labels of a single moment are of the present
  const from =
    changedAt === null || definition.windowDays === null ? null : presentFrom(version, changedAt, horizonDays);
  async function measuredWithin(days: number): Promise<Rescored> {
    const labelled = await labelledWithin(days);
    const input = { artifact, seed: version.id, snapshot, testSize, labelled, from };
    return { measurements: await threads.run('measureRescored', input, { signal }), windowDays: days };
  }
  let rescored = await measuredWithin(windowDays);
  for (const times of widenings) {
    const [first] = rescored.measurements;
    if (definition.windowDays === null || first === undefined || first.samples >= judgedSamples) break;
    if (spoilt(times * windowDays)) break;
    rescored = await measuredWithin(times * windowDays);
  }
  return rescored;
}

/** From when on subjects came that are of after the change. The labels of a figure's window date it roughly, an adaptation finds it among the subjects. */
function presentFrom({ card }: ModelVersion, changedAt: Date, horizonDays: number): number {
  const { adaptation } = card as { readonly adaptation?: { readonly since: string } };
  const dated = changedAt.getTime() - horizonDays * 86_400_000;
  return adaptation === undefined ? dated : Math.max(dated, Date.parse(adaptation.since));
}
