import type { RunQuery } from '../../../control/quality-facts.ts';
import { readCandidates } from '../../../control/read-attributes.ts';
import type { ModelName } from '../../../domain/models.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import { currentFeatures } from '../../../models/features.ts';
import { trainingQuery } from '../../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../../models/queries/label-window.ts';
import { modelDefinition, modelDefinitions } from '../../../models/registry.ts';
import type { RawRow } from '../../../serving/answers/reading.ts';
import { type FeatureRow, rawRowOf } from '../../../serving/answers/score-rows.ts';
import { defaultCounts, simulateWorld } from '../../../simulation/generate.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { testDatabase } from '../../../test/infrastructure.ts';

/** Subjects that no training saw, with what only the simulation knows. */
export type FreshSubjects = {
  /** The guide's features, in the order of `names`, and attributes. */
  readonly rows: readonly RawRow[];
  readonly names: readonly string[];
  readonly y: Float64Array;
  /** The label's true mean (a score) or probability, given everything but its own noise. */
  readonly truth: Float64Array;
};

export const subjectsPerModel = 5_000;

/** So many times the default business: 5,040 leads, 8,400 contacts, about 10,000 outbound messages. */
const scale = 42;

/** The same world, other people, in a database of its own that is dropped again. */
export async function freshSubjects(seed: number): Promise<ReadonlyMap<ModelName, FreshSubjects>> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
  try {
    const now = new Date();
    const { contacts, conversations, leads } = defaultCounts;
    const world = simulateWorld({
      seed,
      population: 2,
      now,
      contacts: scale * contacts,
      conversations: scale * conversations,
      leads: scale * leads,
    });
    await writeWorld({ database, world, keepTruth: true });
    await database.query('analyze');
    const found = new Map<ModelName, FreshSubjects>();
    for (const { name } of modelDefinitions) found.set(name, await subjectsOf(database, name, now));
    return found;
  } finally {
    await database.close();
    await close();
  }
}

/** Where the hidden truth of a subject lies. */
const truths: Readonly<Record<ModelName, { readonly table: string; readonly entity: string; readonly field: string }>> =
  {
    lead_scoring: { table: 'leads', entity: 'lead', field: 'expectedScore' },
    churn: { table: 'contacts', entity: 'contact', field: 'churnProbability' },
    engagement: { table: 'messages', entity: 'message', field: 'answerProbability' },
  };

type SubjectRow = FeatureRow & { readonly label: number };

async function subjectsOf(database: Database, model: ModelName, now: Date): Promise<FreshSubjects> {
  const definition = modelDefinition(model);
  const { horizonDays, windowDays, populationDays } = definition;
  const features = currentFeatures(definition);
  const asOf = defaultAsOf(definition, now, horizonDays);
  // other subjects, not other moments of the same ones
  const { firstSubjectsSql: first } = definition;
  const oneEach = first === undefined ? definition : { ...definition, trainingSubjectsSql: first };
  const query: RunQuery = (sql, parameters) => database.query(sql, parameters);
  const candidates = await readCandidates(query, definition, { off: false, withSuspects: [] });
  const sql = trainingQuery(oneEach, features, candidates);
  const all = await database.query<SubjectRow>(sql, [asOf, horizonDays, windowDays, populationDays]);
  if (all.length < subjectsPerModel) throw new Error(`${model}: only ${all.length} fresh subjects`);
  const rows = all.slice(0, subjectsPerModel);
  const { table, entity, field } = truths[model];
  const known = await database.query<{ id: number; value: number }>(
    `select s.id, (t.truth ->> $2)::double precision as value
     from ${table} as s join simulation.truth as t on t.entity = $1 and t.external_id = s.external_id`,
    [entity, field],
  );
  const truthOf = new Map(known.map(({ id, value }) => [id, value]));
  const names = features.map(({ name }) => name);
  return {
    rows: rows.map((row) => rawRowOf(names, row)),
    names,
    y: Float64Array.from(rows, ({ label }) => label),
    truth: Float64Array.from(rows, ({ subject_id }) => truthOf.get(subject_id) ?? Number.NaN),
  };
}
