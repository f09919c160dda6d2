import {
  type Attribute,
  type AttributeOptions,
  type AttributeReport,
  describeAttributes,
  describeSuspects,
} from '../domain/attributes.ts';
import type { ModelName } from '../domain/models.ts';
import { describeGap, gapWithin } from '../domain/monitoring/arrivals.ts';
import { judgeQuality } from '../domain/quality/checks.ts';
import type { FeatureProfile, QualityFacts, TableProfile } from '../domain/quality/facts.ts';
import type { Finding } from '../domain/quality/finding.ts';
import { describeDead } from '../domain/quality/table-checks.ts';
import { allHistory } from '../domain/training-window.ts';
import type { AttributeChoice } from '../models/attributes/choose-attributes.ts';
import type { Definitions, ModelDefinition } from '../models/definition.ts';
import { currentFeatures } from '../models/features.ts';
import { trainingQuery } from '../models/queries/feature-query.ts';
import { defaultAsOf, newestLabels } from '../models/queries/label-window.ts';
import { labelsQuery, sampled } from '../models/queries/quality-query.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import { type FeatureRow, toTable } from '../store/artifacts/feature-rows.ts';
import { encodeSnapshot } from '../store/artifacts/snapshot-table.ts';
import type { Database } from '../store/database/database.ts';
import { inTransaction } from '../store/database/transaction.ts';
import { readReference } from './champion-snapshot.ts';
import { chooseLabels, readLabelSource } from './choose-labels.ts';
import type { LeadLabelSettings } from './label-settings.ts';
import { type RunQuery, readSurroundings, type TrainingMoments, toFacts } from './quality-facts.ts';
import {
  attributeOptions,
  decideAttributes,
  type RowWithTexts,
  readCandidates,
  withValues,
} from './read-attributes.ts';
import { type Arrived, readArrived } from './read-gaps.ts';

export type ReadinessDependencies = {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly definitions: Definitions;
  /** IANA name, as in training. */
  readonly businessTimezone: string;
  readonly leadLabels: LeadLabelSettings;
  /** As in training. Left out: attributes are learnt from. */
  readonly attributes?: AttributeOptions;
  readonly openProfiler: () => Profiler;
};

/** Profiles snapshots beside the champion's, in a thread that ends with it. */
export type Profiler = {
  profile(
    input: { readonly snapshot: Uint8Array; readonly reference: Uint8Array | null },
    options: { readonly signal: AbortSignal },
  ): Promise<TableProfile>;
  close(): Promise<void>;
};

/** What a training of the model would find now. */
export type ModelReadiness = {
  readonly model: ModelName;
  /** Whether it would start: no check refuses. */
  readonly ready: boolean;
  readonly asOf: Date;
  /** Subjects to learn from, their rows, and how many of these were profiled. */
  readonly samples: number;
  readonly rows: number;
  readonly profiled: number;
  readonly findings: readonly Finding[];
  readonly features: readonly FeatureProfile[];
  /** The business's own columns. */
  readonly attributes: AttributeReport;
};

/**
 * Enough for shares to the percent, and read within seconds whatever the size of the business. Samples and classes are counted among all
 * rows.
 */
const profiledRows = 5_000;

/** Reads and judges each model's data as a training would that started now. It writes nothing. */
export async function readReadiness(
  dependencies: ReadinessDependencies,
  models: readonly ModelName[],
  now: Date,
  signal: AbortSignal = new AbortController().signal,
): Promise<ModelReadiness[]> {
  const arrived = await readArrived(dependencies.database, now, { signal });
  const profiler = dependencies.openProfiler();
  try {
    const found: ModelReadiness[] = [];
    for (const model of models) {
      found.push(await judgeModel(dependencies, dependencies.definitions[model], profiler, arrived, signal));
    }
    return found;
  } finally {
    await profiler.close();
  }
}

/** What is worth knowing before hours are spent: dead features with what would wake them, and columns that may hold the outcome. */
export async function readTrainingNotes(
  dependencies: Omit<ReadinessDependencies, 'openProfiler' | 'blobs'>,
  models: readonly ModelName[],
  now: Date,
  signal: AbortSignal,
): Promise<{ readonly model: ModelName; readonly note: string }[]> {
  const { until } = await readArrived(dependencies.database, now, { signal });
  const found: { model: ModelName; note: string }[] = [];
  for (const model of models) {
    const definition = dependencies.definitions[model];
    const { rows, surroundings, attributes } = await readRows(
      dependencies,
      definition,
      momentsOf(definition, until),
      signal,
    );
    const features = currentFeatures(definition).map(({ name }) => ({
      name,
      constant: new Set(rows.map((row) => row[name]).filter((value) => value !== null)).size < 2,
    }));
    const dead = rows.length === 0 ? null : describeDead(features, surroundings.needs);
    if (dead !== null) found.push({ model, note: dead });
    if (rows.length === 0) continue;
    const suspects = describeSuspects(attributes.report.suspects);
    const notes = [...describeAttributes(attributes.report), ...(suspects === null ? [] : [suspects])];
    found.push(...notes.map((note) => ({ model, note })));
  }
  return found;
}

async function judgeModel(
  { blobs, ...reading }: ReadinessDependencies,
  definition: ModelDefinition,
  profiler: Profiler,
  { gaps, until }: Arrived,
  signal: AbortSignal,
): Promise<ModelReadiness> {
  const moments = momentsOf(definition, until);
  const { labels, surroundings, rows, attributes } = await readRows(reading, definition, moments, signal);
  const reference = await readReference(reading.database, blobs, definition.name);
  const snapshot = snapshotOf(definition, rows, attributes.attributes, moments);
  const profile = snapshot && (await profiler.profile({ snapshot, reference }, { signal }));
  const { from, to } = newestLabels(definition, moments.asOf, moments.horizonDays);
  const gap = gapWithin(gaps, from, to);
  const findings = judgeQuality(
    toFacts(definition, moments, {
      ...{ ...surroundings, profile, labels, attributes: attributes.report },
      gap: gap && describeGap(gap),
    }),
  );
  return {
    model: definition.name,
    ready: findings.every(({ status }) => status !== 'refusal'),
    asOf: moments.asOf,
    samples: labels.samples,
    rows: labels.rows,
    profiled: rows.length,
    findings,
    features: profile?.features ?? [],
    attributes: attributes.report,
  };
}

/** As `extract` chooses them. @param until up to when the data is complete */
function momentsOf(definition: ModelDefinition, until: Date): TrainingMoments {
  const { horizonDays, windowDays, populationDays } = definition;
  return { asOf: defaultAsOf(definition, until, horizonDays), horizonDays, windowDays, populationDays };
}

type LabelReading = Pick<ReadinessDependencies, 'database' | 'businessTimezone' | 'leadLabels' | 'attributes'>;

type Read = Pick<QualityFacts, 'labels'> & {
  readonly surroundings: Awaited<ReturnType<typeof readSurroundings>>;
  readonly rows: readonly FeatureRow[];
  readonly attributes: AttributeChoice;
};

/** As `extract` reads, in one snapshot of the database. */
async function readRows(
  { database, businessTimezone, leadLabels, attributes: set }: LabelReading,
  definition: ModelDefinition,
  moments: TrainingMoments,
  signal: AbortSignal,
): Promise<Read> {
  const { asOf, horizonDays, windowDays, populationDays } = moments;
  const previous = await readLabelSource(database, definition.name);
  return await inTransaction(
    database,
    async (client) => {
      const query: RunQuery = async <Row extends object>(sql: string, values: readonly unknown[]) =>
        (await client.query<Row>(sql, [...values])).rows;
      await query(`select set_config('perennial.business_timezone', $1, true)`, [businessTimezone]);
      async function labelsWithin(days: number | null) {
        const parameters = [asOf, horizonDays, days, populationDays];
        const chosen = await chooseLabels(client, definition, parameters, { ...leadLabels, previous });
        const [labels = noLabels] = await query<QualityFacts['labels']>(labelsQuery(definition), parameters);
        return { days, parameters, chosen, labels };
      }
      const usual = await labelsWithin(windowDays);
      const isShort = windowDays !== null && !isEnoughOf(definition, usual.labels);
      const { days, parameters, chosen, labels } = isShort
        ? await labelsWithin(allHistory(windowDays, usual.labels.samples).days)
        : usual;
      const within = { ...moments, windowDays: days };
      const surroundings = await readSurroundings(query, definition, currentFeatures(definition), within);
      const options = attributeOptions({}, set);
      const candidates = await readCandidates(query, definition, options);
      const sql = trainingQuery(sampled(definition, profiledRows), currentFeatures(definition), candidates);
      const rows = await query<RowWithTexts>(sql, parameters);
      const facts = { candidates, rows, labelSource: chosen?.source ?? null, asOf };
      const attributes = await decideAttributes(query, definition, facts, options);
      return { labels, surroundings, rows: withValues(rows, attributes.attributes), attributes };
    },
    { isolation: 'repeatable read', readOnly: true, signal },
  );
}

const noLabels: QualityFacts['labels'] = { rows: 0, samples: 0, positives: 0, deviation: 0 };

/** Where it isn't, a training reads all history. */
function isEnoughOf({ task, minimum }: ModelDefinition, { rows, samples, positives }: QualityFacts['labels']): boolean {
  const ofClass = Math.min(positives, rows - positives);
  return samples >= minimum.samples && (task === 'regression' || ofClass >= (minimum.perClass ?? 1));
}

/** null without rows. */
function snapshotOf(
  definition: ModelDefinition,
  rows: readonly FeatureRow[],
  attributes: readonly Attribute[],
  { asOf, horizonDays }: TrainingMoments,
): Uint8Array | null {
  if (rows.length === 0) return null;
  const trained = currentFeatures(definition);
  return encodeSnapshot(
    toTable(
      definition.name,
      { trained, compared: [], attributes: { trained: attributes, compared: [] } },
      rows,
      asOf,
      horizonDays,
    ),
  );
}
