import type { Matrix } from '../../../engine/data/matrix.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import { attributesRead } from '../../../models/attributes/attributes-read.ts';
import { featuresNamed } from '../../../models/features.ts';
import { leadScoring } from '../../../models/lead-scoring/definition.ts';
import { scoringDelayHours } from '../../../models/lead-scoring/subjects.ts';
import { eligibleQuery, servingQuery, trainingQuery } from '../../../models/queries/feature-query.ts';
import { type ColumnsOwner, rowsFor } from '../../../serving/answers/reading.ts';
import { type FeatureRow, matrixOf, rawRowOf } from '../../../serving/answers/score-rows.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { testDatabase } from '../../../test/infrastructure.ts';

const leads = 2_400;
const hour = 3_600_000;

const truth = `(select (t.truth ->> 'expectedScore')::double precision from simulation.truth as t
  where t.entity = 'lead' and t.external_id = l.external_id) as truth`;

/** `truth`: its expected rating, which only the simulation knows. */
export type OpenLead = { readonly id: number; readonly cameAt: Date; readonly truth: number };
/** A lead that answered our first message more than 48 hours after it came. */
export type LateAnswer = { readonly id: number; readonly at: Date; readonly truth: number };

/** Other people of the world of a seed, in a database of their own. */
export async function freshBusiness(seed: number, lateInterest: number, now: Date) {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url);
  const counts = { leads, contacts: Math.round((5 / 3) * leads), conversations: Math.round(1.25 * leads) };
  await writeWorld({
    database,
    world: simulateWorld({ seed, population: 2, now, lateInterest, ...counts }),
    keepTruth: true,
  });
  await database.query('analyze');
  return {
    database,
    async close() {
      await database.close();
      await close();
    },
  };
}

/** The list of leads to call at a moment, but those younger than 48 hours: both ways give them the same score. */
export async function listedLeads(database: Database, at: Date, idleDays: number): Promise<OpenLead[]> {
  const eligible = await database.query<{ subject_id: number }>(eligibleQuery(leadScoring), [at, null, idleDays]);
  return await database.query<OpenLead>(
    `select l.id, l.created_at as "cameAt", ${truth} from leads as l
     where l.id = any($1) and l.created_at <= $2::timestamptz - $3 * interval '1 hour' order by l.id`,
    [eligible.map(({ subject_id }) => subject_id), at, scoringDelayHours],
  );
}

/** What the model reads, in the order of the ids. */
export async function rowsAsOf(
  database: Database,
  model: ColumnsOwner,
  ids: readonly number[],
  at: Date,
): Promise<Matrix> {
  const { features, attributes } = columnsOf(model);
  const sql = servingQuery(leadScoring, features, attributes);
  return toMatrix(model, ids, await database.query<FeatureRow>(sql, [at, ids]));
}

/** As of 48 hours after each lead came: rows of a training without a horizon. */
export async function rowsAtFirst(
  database: Database,
  model: ColumnsOwner,
  ids: readonly number[],
  at: Date,
): Promise<Matrix> {
  const { features, attributes } = columnsOf(model);
  const definition = { ...leadScoring, trainingSubjectsSql: leadScoring.firstSubjectsSql ?? '' };
  const sql = trainingQuery(definition, features, attributes);
  return toMatrix(model, ids, await database.query<FeatureRow>(sql, [at, 0, 10_000, 0]));
}

export function lateAnswers(database: Database, until: Date): Promise<LateAnswer[]> {
  return database.query<LateAnswer>(
    `select l.id, reply.at, ${truth} from leads as l
     cross join lateral (
       select min(m.sent_at) as at from messages as m
       where m.contact_id = l.contact_id and m.direction = 'outbound' and m.sent_at >= l.created_at
     ) as asked
     cross join lateral (
       select min(m.sent_at) as at from messages as m
       where m.contact_id = l.contact_id and m.direction = 'inbound' and m.sent_at > asked.at
     ) as reply
     where reply.at > l.created_at + $1 * interval '1 hour' and reply.at < l.created_at + interval '480 hours' and reply.at < $2
       and (l.converted_at is null or l.converted_at > reply.at + interval '1 day')
     order by l.id`,
    [scoringDelayHours, new Date(until.getTime() - 24 * hour)],
  );
}

/** Leads of the twenty days before that hadn't answered our first message by a day after `at`. */
export function silentLeads(database: Database, at: Date): Promise<{ readonly id: number; readonly truth: number }[]> {
  return database.query(
    `select l.id, ${truth} from leads as l
     where l.created_at > $1::timestamptz - interval '480 hours' and l.created_at <= $1::timestamptz - $2 * interval '1 hour'
       and (l.converted_at is null or l.converted_at > $1)
       and not exists (
         select from messages as m join messages as asked using (contact_id)
         where m.contact_id = l.contact_id and m.direction = 'inbound' and asked.direction = 'outbound'
           and asked.sent_at >= l.created_at and m.sent_at > asked.sent_at and m.sent_at < $1::timestamptz + interval '1 day'
       )
     order by l.id`,
    [at, scoringDelayHours],
  );
}

function columnsOf({ description }: ColumnsOwner) {
  return {
    features: featuresNamed(leadScoring, description.featureNames),
    attributes: attributesRead(description).map(({ name }) => name),
  };
}

function toMatrix(model: ColumnsOwner, ids: readonly number[], rows: readonly FeatureRow[]): Matrix {
  const names = columnsOf(model).features.map(({ name }) => name);
  const byId = new Map(rows.map((row) => [row.subject_id, row]));
  const raw = ids.map((id) => {
    const row = byId.get(id);
    if (row === undefined) throw new Error(`lead ${id} has no row`);
    return rawRowOf(names, row);
  });
  return matrixOf(model, rowsFor({ predictor: model }, { names }, raw));
}
