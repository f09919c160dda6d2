import type { ModelName } from '../../../domain/models.ts';
import type { Database } from '../../../store/database/database.ts';
import type { TrainingRows } from './business.ts';

export type Case = {
  readonly model: ModelName;
  readonly subjects: 1 | 100;
  /** rows: features in the request. ids: read from the database by the model's own SQL, as of now. */
  readonly given: 'rows' | 'ids';
  readonly connections: number;
  /** Our requests a second over theirs at least; null: for information. */
  readonly bar: number | null;
  /** Our 99th percentile over theirs at most. By id it is mostly the database's, which is the same for both. */
  readonly tail: number | null;
};

const tail = 1 / 3;

const bars: Readonly<Record<ModelName, number>> = { lead_scoring: 5, churn: 5, engagement: 2 };
const models: readonly ModelName[] = ['lead_scoring', 'churn', 'engagement'];

export const cases: readonly Case[] = models.flatMap((model) => [
  { model, subjects: 1, given: 'rows', connections: 16, bar: bars[model], tail },
  { model, subjects: 100, given: 'rows', connections: 4, bar: bars[model], tail },
  { model, subjects: 1, given: 'ids', connections: 4, bar: 1.5, tail: null },
  { model, subjects: 100, given: 'ids', connections: 2, bar: null, tail: null },
]);

export function nameOf({ model, subjects, given }: Case): string {
  return `${model.replace('_', ' ')}, ${subjects} ${subjects === 1 ? 'subject' : 'subjects'}, ${given === 'rows' ? 'given rows' : 'by id'}`;
}

/** So many different requests are sent in turn. */
const bodyCount = 40;

/** Requests of a case, the same for both sides. */
export async function bodiesOf(of: Case, database: Database, rows: TrainingRows): Promise<string[]> {
  const members = of.given === 'rows' ? givenRows(rows) : await idsOf(database, of.model);
  const field = of.given === 'rows' ? 'rows' : of.model === 'engagement' ? 'messages' : 'ids';
  return Array.from({ length: bodyCount }, (_, body) => {
    const chosen = Array.from({ length: of.subjects }, (_, at) => members[(body * of.subjects + at) % members.length]);
    return JSON.stringify({ [field]: chosen });
  });
}

function givenRows({ definition, contacts, table: { x } }: TrainingRows): object[] {
  return contacts.map((id, row) => {
    const values = definition.features.map(({ name }, column) => {
      const value = x.values[row * x.columns + column];
      return [name, Number.isNaN(value) ? null : value];
    });
    return { id, features: Object.fromEntries(values) };
  });
}

/** Of all there are, as the database lists them: more than one request's worth. */
async function idsOf(database: Database, model: ModelName): Promise<(string | object)[]> {
  const table = model === 'lead_scoring' ? 'leads' : 'contacts';
  const found = await database.query<{ id: string }>(
    `select external_id as id from ${table} where created_at < now() order by id limit 1000`,
  );
  const ids = found.map(({ id }) => id);
  if (model !== 'engagement') return ids;
  const message = { content_type: 'promotional', text: 'Hi, our new range is here. Shall we send you the list?' };
  return ids.map((contact_id) => ({ contact_id, message }));
}
