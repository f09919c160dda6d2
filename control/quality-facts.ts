import type { AttributeReport } from '../domain/attributes.ts';
import type { ConversionFacts, FeatureNeed, QualityFacts, TableProfile } from '../domain/quality/facts.ts';
import type { Feature, ModelDefinition } from '../models/definition.ts';
import { anyOfSourcesQuery, needsOf } from '../models/feature-needs.ts';
import { conversionsQuery, countsQuery } from '../models/queries/quality-query.ts';

/** Runs a query; a transaction or the database. */
export type RunQuery = <Row extends object>(sql: string, parameters: readonly unknown[]) => Promise<readonly Row[]>;

/** The moments of a training: the parameters of its queries. */
export type TrainingMoments = {
  readonly asOf: Date;
  readonly horizonDays: number;
  readonly windowDays: number | null;
  readonly populationDays: number;
};

/** What the checks judge beside the rows themselves. */
export type Surroundings = Pick<QualityFacts, 'counts' | 'needs' | 'conversions'>;

export async function readSurroundings(
  query: RunQuery,
  { name, windowDays: usual }: Pick<ModelDefinition, 'name' | 'windowDays'>,
  features: readonly Feature[],
  { asOf, horizonDays, windowDays, populationDays }: TrainingMoments,
): Promise<Surroundings> {
  const [counts] = await query<QualityFacts['counts']>(countsQuery, []);
  const parameters = [asOf, horizonDays, windowDays ?? usual, populationDays];
  const conversions = name === 'lead_scoring' ? await query<ConversionFacts>(conversionsQuery, parameters) : [];
  return { counts, needs: await readNeeds(query, features), conversions: conversions[0] ?? null };
}

export async function readNeeds(query: RunQuery, features: readonly Feature[]): Promise<FeatureNeed[]> {
  const [any = {}] = await query<Record<string, boolean>>(anyOfSourcesQuery, []);
  return needsOf(features, any);
}

/** `labels`: of all rows, where the profile is of a sample. */
export function toFacts(
  { name: model, task, minimum }: Pick<ModelDefinition, 'name' | 'task' | 'minimum'>,
  moments: Pick<TrainingMoments, 'asOf' | 'horizonDays'>,
  read: Surroundings & {
    readonly profile: TableProfile | null;
    readonly labels?: QualityFacts['labels'];
    readonly gap: string | null;
    readonly attributes?: AttributeReport;
  },
): QualityFacts {
  const { profile } = read;
  const ofProfile = {
    rows: profile?.rows ?? 0,
    samples: profile?.samples ?? 0,
    positives: profile?.positives ?? 0,
    deviation: profile?.label.deviation ?? 0,
  };
  return { model, task, minimum, ...moments, ...read, labels: read.labels ?? ofProfile };
}
