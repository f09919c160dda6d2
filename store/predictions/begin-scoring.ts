import type { ModelName } from '../../domain/models.ts';
import type { Database, QueryOptions } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { copyColumns } from './predictions.ts';
import { bitOf, noteDays, type Query, unreadNotes } from './touched-contacts.ts';

export type Beginning = {
  /** Answers that were carried over from the batch before. */
  readonly carried: number;
  /** Ids of the notes that this scoring reads. */
  readonly notes: readonly number[];
  /** The contacts whose subjects have to be read; null: everybody has. */
  readonly contacts: readonly number[] | null;
};

/** A feature that other people's rows move. */
export type SharedFeature = {
  /** Its place in the stored features, from 1. */
  readonly place: number;
  /** SELECT of (key, value as of $3). */
  readonly valuesSql: string;
  /** Of the subject `s`. */
  readonly keySql: string;
  /** How far it may have moved since an answer was read. */
  readonly band: number;
};

type Scoring = {
  readonly batch: string;
  readonly model: ModelName;
  /** Of the champion. */
  readonly versionId: number;
  /** Of versions, queries and settings; null: nothing can be carried over, because a trial is on. */
  readonly basis: string | null;
  /** Answers are carried over from a batch of at least so many subjects. */
  readonly carryFrom: number;
  readonly now: Date;
  /** When the answers that are carried over are given again. */
  readonly at: Date;
  readonly shared: SharedFeature | null;
};

const tables: Readonly<Record<ModelName, { readonly table: string; readonly contact: string }>> = {
  lead_scoring: { table: 'leads', contact: 's.contact_id' },
  churn: { table: 'contacts', contact: 's.id' },
  engagement: { table: 'contacts', contact: 's.id' },
};

/**
 * Begins a batch: takes the notes of touched contacts that nobody has read yet for this model, and carries over the answers of the batch
 * before that hold: of subjects whose contacts weren't touched, for as long as the clock leaves them where they are. All of it is one
 * transaction, so a later attempt finds it done.
 */
export function beginScoring(database: Database, scoring: Scoring, options?: QueryOptions): Promise<Beginning> {
  const { batch, model, basis } = scoring;
  return inTransaction(
    database,
    async (client) => {
      const query = async <Row extends object>(sql: string, values: readonly unknown[]) =>
        (await client.query<Row>(sql, [...values])).rows;
      await query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [batch]);
      const [begun] = await query<{ notes: number[]; base: string | null; carried: number }>(
        'select notes, base, carried from scorings where batch = $1',
        [batch],
      );
      if (begun !== undefined) {
        const { ids, contacts } = await unreadNotes(query, bitOf(model, 'everybody'), { among: begun.notes });
        const isWhole = begun.base === null || contacts === null;
        const left = isWhole ? null : await contactsLeft(query, scoring, begun.base, contacts);
        return { carried: begun.carried, notes: ids, contacts: left };
      }
      const { ids, contacts } = await unreadNotes(query, bitOf(model, 'everybody'));
      const base = basis === null || contacts === null ? null : await baseOf(query, scoring);
      const carried = base === null || contacts === null ? 0 : await carryOver(query, scoring, base, contacts);
      await query('insert into scorings (batch, model, basis, base, notes, carried) values ($1, $2, $3, $4, $5, $6)', [
        batch,
        model,
        basis ?? '',
        base,
        ids,
        carried,
      ]);
      const left = base === null || contacts === null ? null : await contactsLeft(query, scoring, base, contacts);
      return { carried, notes: ids, contacts: left };
    },
    options,
  );
}

/** The latest batch, if it is large enough and was begun on the same basis while notes are kept. */
async function baseOf(query: Query, { model, versionId, basis, carryFrom, now }: Scoring): Promise<string | null> {
  const [latest] = await query<{
    id: string;
    version: number;
    basis: string | null;
    subjects: number;
    scored_at: Date;
  }>(
    `select b.id, b.version_id as version, b.subjects, b.scored_at, (
       select s.basis from scorings as s
       where s.batch = b.id and s.begun_at > clock_timestamp() - ${noteDays} * interval '24 hours'
     ) as basis
     from prediction_batches as b where b.model = $1 order by b.scored_at desc, b.id desc limit 1`,
    [model],
  );
  if (latest === undefined || latest.subjects < carryFrom) return null;
  const isSame = latest.version === versionId && latest.basis === basis;
  return isSame && latest.scored_at <= now ? latest.id : null;
}

/** The id of an answer within a batch, as `predictionId` in `serving/answers/score-subjects.ts` makes it. */
const idInBatch = `(
    select (left(hex, 12) || '8' || substr(hex, 14, 3) || '8' || substr(hex, 18, 15))::uuid
    from (select encode(sha256(convert_to($2 || E'\\n' || p.subject, 'UTF8')), 'hex') as hex) as hashed
  )`;

async function carryOver(query: Query, scoring: Scoring, base: string, touched: readonly number[]): Promise<number> {
  const { model, batch, now, at, shared } = scoring;
  const { table, contact } = tables[model];
  const stays =
    shared === null
      ? ''
      : `and (${shared.keySql} is null or exists (
           select from shared where shared.key = ${shared.keySql} and abs(shared.value - p.features[${shared.place}]) <= ${shared.band}
         ))`;
  const rows = await query<{ carried: number }>(
    `with parameters as (select $1::text, $2::text, $3::timestamptz, $4::timestamptz, $5::bigint[])${
      shared === null ? '' : `, shared as materialized (${shared.valuesSql})`
    }, carried as (
       insert into predictions (id, batch, created_at, ${copyColumns})
       select ${idInBatch}, $2, $4, ${copyColumns
         .split(', ')
         .map((name) => `p.${name}`)
         .join(', ')}
       from predictions as p join ${table} as s on s.external_id = p.subject
       where p.batch = $1 and p.holds_until > $3 and p.experiment_id is null and ${contact} <> all($5::bigint[]) ${stays}
       returning 1
     )
     select count(*)::integer as carried from carried`,
    [base, batch, now, at, touched],
  );
  return rows[0]?.carried ?? 0;
}

/** Those who were touched, and those of the batch before whose answers weren't carried over. */
async function contactsLeft(
  query: Query,
  { model, batch }: Scoring,
  base: string | null,
  touched: readonly number[],
): Promise<readonly number[]> {
  const { table, contact } = tables[model];
  const due = await query<{ contact: number }>(
    `select distinct ${contact} as contact
     from predictions as p join ${table} as s on s.external_id = p.subject
     where p.batch = $1 and not exists (select from predictions as c where c.batch = $2 and c.subject = p.subject)`,
    [base, batch],
  );
  return [...new Set([...touched, ...due.map((row) => row.contact)])];
}
