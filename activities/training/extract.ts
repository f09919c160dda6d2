import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStep, Snapshot } from '../../contract/step-types.ts';
import { chooseLabels, readLabelSource } from '../../control/choose-labels.ts';
import type { RunQuery } from '../../control/quality-facts.ts';
import { attributeOptions, readCandidates, readColumnTimes } from '../../control/read-attributes.ts';
import { readArrived } from '../../control/read-gaps.ts';
import type { Attribute } from '../../domain/attributes.ts';
import { isPerennialError, isTransient, PerennialError } from '../../domain/errors.ts';
import type { LabelReport } from '../../domain/lead-labels.ts';
import { isEnough } from '../../domain/readiness.ts';
import { allHistory, chooseWindow, type TrainingWindow, wholeWindow } from '../../domain/training-window.ts';
import type { FrozenRows } from '../../jobs/freeze/freeze-input.ts';
import { attributesRead } from '../../models/attributes/attributes-read.ts';
import type { Feature, ModelDefinition } from '../../models/definition.ts';
import { countedFeatures, currentFeatures, featuresNamed } from '../../models/features.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { defaultAsOf, requireClosedLabels } from '../../models/queries/label-window.ts';
import { describeVersion } from '../../serving/live/load-version.ts';
import { readConceptChanges } from '../../store/alerts/degradations.ts';
import type { TableFeatures } from '../../store/artifacts/feature-rows.ts';
import { keepArtifactFile } from '../../store/artifacts/keep-artifact.ts';
import { withLiterals } from '../../store/database/copy-out.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { updateRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { readChampion } from '../../store/training/versions.ts';
import type { ActivityDependencies, ActivitySettings } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { stepKey } from '../step-key.ts';
import { carryOutErasures } from './carry-out-erasures.ts';
import { enterStage } from './enter-stage.ts';
import { freezeTrainingRows } from './freeze-training-rows.ts';

/**
 * Freezes the training set: one REPEATABLE READ transaction, one set-based query, one content-addressed snapshot. A thread takes the rows
 * as the database sends them, so their number doesn't matter here.
 */
export function createExtractActivities({
  database,
  blobs,
  threads,
  definitions,
  settings,
}: Pick<ActivityDependencies, 'database' | 'blobs' | 'threads' | 'definitions'> & {
  readonly settings: Pick<ActivitySettings, 'businessTimezone' | 'leadLabels' | 'attributes' | 'readErasureKey'>;
}) {
  /**
   * When the present of the model began, if that is known. null for a run whose as-of or window a person chose: it uses what
   * was chosen.
   */
  async function presentOf({ model, options: { asOf, windowDays } }: RunStep): Promise<Date | null> {
    if (asOf !== undefined || windowDays !== undefined) return null;
    const [latest] = await readConceptChanges(database, model);
    return latest?.since ?? null;
  }

  /** The features of new trainings, and others that the champion reads and this release can compute; and its attributes. */
  async function featuresOf(definition: ModelDefinition): Promise<ReadFeatures> {
    const trained = currentFeatures(definition);
    const champion = await readChampion(database, definition.name);
    if (champion === null) return { trained, compared: [], ofChampion: [] };
    const read = await describeVersion(champion, blobs).catch((error: unknown) => {
      // a champion whose file can't be read is not compared; `evaluate` gives the reason
      if (!isPerennialError(error) || isTransient(error.code)) throw error;
      return null;
    });
    const compared = featuresNamed(definition, read?.featureNames ?? []).filter(
      (feature) => !trained.includes(feature),
    );
    return { trained, compared, ofChampion: read === null ? [] : attributesRead(read) };
  }

  /** Reads all of the usual window, in the same transaction, if too few rows came since the present began. */
  async function readRows(
    step: RunStep,
    definition: ModelDefinition,
    { trained, compared, ofChampion }: ReadFeatures,
    { asOf, horizonDays, populationDays }: Extraction,
    { folder, signal: cancelled }: { readonly folder: string; readonly signal: AbortSignal },
  ): Promise<Read> {
    const changedAt = await presentOf(step);
    const { windowDays: usual } = definition;
    const previous = await readLabelSource(database, step.model);
    const chosen = chooseWindow({ usual, asked: step.options.windowDays, changedAt, asOf });
    const failed = new AbortController();
    const signal = AbortSignal.any([cancelled, failed.signal]);
    const ending = { signal, stop: (reason: unknown) => failed.abort(reason) };
    return await inTransaction(
      database,
      async (client) => {
        await client.query(`select set_config('perennial.business_timezone', $1, true)`, [settings.businessTimezone]);
        const query: RunQuery = async <Row extends object>(sql: string, values: readonly unknown[]) =>
          (await client.query<Row>(sql, [...values])).rows;
        const options = attributeOptions(step.options, settings.attributes);
        const candidates = await readCandidates(query, definition, options);
        const times = await readColumnTimes(query, definition, candidates, asOf);
        const names = [...new Set([...candidates, ...ofChampion.map(({ name }) => name)])];
        const sql = trainingQuery(definition, [...trained, ...compared], names);
        async function read(window: TrainingWindow): Promise<Read> {
          const parameters = [asOf, horizonDays, window.days, populationDays];
          const labels = await chooseLabels(client, definition, parameters, { ...settings.leadLabels, previous });
          const labelSource = labels?.source ?? null;
          const input = {
            ...{ model: step.model, asOf: asOf.toISOString(), horizonDays, testSize: step.options.testSize },
            folder: await mkdtemp(join(folder, 'read-')),
            trained: trained.map(headOf),
            compared: compared.map(headOf),
            attributes: { read: names, candidates, ofChampion, times, options, labelSource },
          };
          const frozen = await freezeTrainingRows(client, threads, withLiterals(sql, parameters), input, ending);
          return { window, labels, frozen };
        }
        const isEnoughOf = ({ frozen }: Read) => isEnough(definition.task, definition.minimum, frozen);
        const found = await read(chosen);
        if (isEnoughOf(found) || step.options.windowDays !== undefined || usual === null) return found;
        const usually =
          changedAt === null || chosen.reason === null
            ? found
            : await read(wholeWindow(usual, changedAt, found.frozen.rows));
        if (isEnoughOf(usually)) return usually;
        const all = await read(allHistory(usual, usually.frozen.rows));
        return all.frozen.rows > usually.frozen.rows ? all : usually;
      },
      { isolation: 'repeatable read', readOnly: true, signal },
    );
  }

  async function extractInto(
    folder: string,
    step: RunStep,
    signal: AbortSignal,
    note: (details: string) => void,
  ): Promise<Snapshot> {
    const definition = definitions[step.model];
    const { until } = await readArrived(database, new Date(step.requestedAt), { signal });
    const moments = extraction(definition, step, until);
    const { asOf, horizonDays } = moments;
    await enterStage(database, step.runId, 'extract', { asOf, horizonDays });
    note(`features of ${step.model} as of ${asOf.toISOString()}`);
    const features = await featuresOf(definition);
    const { frozen, window, labels } = await readRows(step, definition, features, moments, { folder, signal });
    const { rows, hash, byteCount, synthetic, file } = frozen;
    if (rows === 0) throw noRows(definition, asOf, labels);
    note(`${rows} rows`);
    const snapshot: Snapshot = {
      ...{ hash, asOf: asOf.toISOString(), horizonDays, windowDays: window.days, windowReason: window.reason, rows },
      ...countSamples(frozen),
      features: countedFeatures(features.trained),
      synthetic,
      ...(labels === null ? {} : { labels }),
      attributes: frozen.report,
    };
    return await onceByKey(database, stepKey(step, 'extract'), async (em) => {
      await keepArtifactFile(em, blobs, file, hash);
      await recordSnapshot(em, { hash, model: step.model, asOf, rowCount: rows, byteCount, synthetic });
      await updateRun(em, step.runId, {
        snapshotHash: hash,
        windowDays: window.days,
        windowReason: window.reason,
        labelSource: labels?.source ?? null,
        trainingSamples: snapshot.training,
        testingSamples: snapshot.testing,
        featureCount: snapshot.features,
      });
      return snapshot;
    });
  }

  return {
    extract(step: RunStep): Promise<Snapshot> {
      return beating(async (signal, note) => {
        await carryOutErasures({ database, blobs, readErasureKey: settings.readErasureKey }, step, note);
        const folder = await blobs.makeFolder();
        try {
          return await extractInto(folder, step, signal, note);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      });
    },
  };
}

type Extraction = ReturnType<typeof extraction>;

type ReadFeatures = Omit<TableFeatures<Feature>, 'attributes'> & { readonly ofChampion: readonly Attribute[] };

type Read = { readonly frozen: FrozenRows; readonly window: TrainingWindow; readonly labels: LabelReport | null };

const headOf = ({ name, unit }: Feature) => ({ name, unit });

/** The moments of a run, from its options and the model's definition. `until`: up to when the data is complete. */
function extraction(definition: ModelDefinition, { options, requestedAt }: RunStep, until: Date) {
  const now = new Date(requestedAt);
  const horizonDays = options.horizonDays ?? definition.horizonDays;
  const populationDays = options.populationDays ?? definition.populationDays;
  const asOf = options.asOf === undefined ? defaultAsOf(definition, until, horizonDays) : new Date(options.asOf);
  requireClosedLabels(definition, asOf, now, horizonDays);
  return { asOf, horizonDays, populationDays };
}

/** Counts subjects, and their rows where they have several. */
function countSamples({ rows, samples, held }: FrozenRows): Pick<Snapshot, 'training' | 'testing' | 'moments'> {
  const counts = { training: samples - held.subjects, testing: held.subjects };
  if (samples === rows) return counts;
  return { ...counts, moments: { training: rows - held.rows, testing: held.rows } };
}

function noRows(definition: ModelDefinition, asOf: Date, labels: LabelReport | null): PerennialError {
  if (labels !== null && labels.leftOut > 0) {
    return new PerennialError(
      'not_enough_training_data',
      `Not enough training data for ${definition.name}: none of ${labels.leftOut} leads carries a rating as of ${asOf.toISOString()}.`,
      'Set PERENNIAL_LEAD_LABEL to outcomes, or import ratings that people gave.',
      { found: 0, needed: definition.minimum.samples },
    );
  }
  return new PerennialError(
    'not_enough_training_data',
    `Not enough training data for ${definition.name}: no ${definition.subject} has a closed label as of ${asOf.toISOString()}.`,
    'Generate synthetic data (npx perennial generate), import history (npx perennial import), or wait for more data.',
    { found: 0, needed: definition.minimum.samples },
  );
}
