import type { ModelName } from '../../../domain/models.ts';
import type { Matrix } from '../../../engine/data/matrix.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import { currentFeatures } from '../../../models/features.ts';
import { trainingQuery } from '../../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../../models/queries/label-window.ts';
import { modelDefinition, modelDefinitions } from '../../../models/registry.ts';
import { defaultCounts, simulateWorld } from '../../../simulation/generate.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { testDatabase } from '../../../test/infrastructure.ts';

/** Subjects that no training saw, with what only the simulation knows. */
export type FreshSubjects = {
  readonly x: Matrix;
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

type SubjectRow = { readonly subject_id: number; readonly label: number } & Readonly<Record<string, number | null>>;

async function subjectsOf(database: Database, model: ModelName, now: Date): Promise<FreshSubjects> {
  const definition = modelDefinition(model);
  const { horizonDays, windowDays, populationDays } = definition;
  const features = currentFeatures(definition);
  const asOf = defaultAsOf(definition, now, horizonDays);
  // other subjects, not other moments of the same ones
  const { firstSubjectsSql: first } = definition;
  const oneEach = first === undefined ? definition : { ...definition, trainingSubjectsSql: first };
  const all = await database.query<SubjectRow>(trainingQuery(oneEach), [asOf, horizonDays, windowDays, populationDays]);
  if (all.length < subjectsPerModel) throw new Error(`${model}: only ${all.length} fresh subjects`);
  const rows = all.slice(0, subjectsPerModel);
  const { table, entity, field } = truths[model];
  const known = await database.query<{ id: number; value: number }>(
    `select s.id, (t.truth ->> $2)::double precision as value
     from ${table} as s join simulation.truth as t on t.entity = $1 and t.external_id = s.external_id`,
    [entity, field],
  );
  const truthOf = new Map(known.map(({ id, value }) => [id, value]));
  const values = rows.flatMap((row) => features.map(({ name }) => row[name] ?? Number.NaN));
  return {
    x: { rows: rows.length, columns: features.length, values: Float64Array.from(values) },
    y: Float64Array.from(rows, ({ label }) => label),
    truth: Float64Array.from(rows, ({ subject_id }) => truthOf.get(subject_id) ?? Number.NaN),
  };
}
