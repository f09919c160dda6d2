import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { qualityTier, riskLevel } from '../../domain/tiers.ts';
import { createRandom, type Random } from '../../engine/random.ts';
import { rounded } from '../../models/rounded.ts';
import { farthestAway } from '../../serving/answers/hold-answer.ts';
import { scoreSubjects } from '../../serving/answers/score-subjects.ts';
import { scoreTouched } from '../../serving/answers/score-touched.ts';
import type { Served } from '../../serving/answers/serve-rows.ts';
import { createLiveModels } from '../../serving/live/live-models.ts';
import { createPredictions } from '../../serving/predict.ts';
import { everyEligibleSubject } from '../../serving/subjects/subjects.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { mergeContacts } from '../../store/crm/merge-contacts.ts';
import { unmergeContacts } from '../../store/crm/unmerge-contacts.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { latestBatch } from '../../store/predictions/prediction-batches.ts';
import { bitOf, unreadNotes } from '../../store/predictions/touched-contacts.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { olderHistory } from '../models/older-history.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { addVersion } from './random-model.ts';
import { now as start, trainBusiness } from './trained-business.ts';

const database = await openTestDatabase();
const blobs = openBlobs(temporaryFolder());
const live = createLiveModels({ database, blobs });
const businessTimezone = 'Europe/Berlin';
const dayMs = 86_400_000;

before(async () => {
  await trainBusiness(database, blobs);
  await olderHistory(database, start);
  await live.refresh();
});

/** The answers that a reading of everybody at this moment gives, by subject. */
async function readAll(model: ModelName, at: Date): Promise<ReadonlyMap<string, Served>> {
  const served = new Map<string, Served>();
  const record = (_: ModelName, ones: readonly Served[]) => void ones.map((one) => served.set(one.subject ?? '', one));
  const subjects = await everyEligibleSubject(database, model, at);
  const ids = subjects.map(({ id }) => id);
  await createPredictions({ database, live, businessTimezone, record }).predictById(model, ids, at);
  return served;
}

type Stored = {
  readonly subject: string;
  readonly contact: number;
  readonly value: number;
  readonly features: number[];
};

function listed(batch: string, model: ModelName): Promise<Stored[]> {
  const of = model === 'lead_scoring' ? 'leads' : 'contacts';
  return database.query<Stored>(
    `select p.subject, p.value, p.features, ${model === 'lead_scoring' ? 's.contact_id' : 's.id'} as contact
     from predictions as p left join ${of} as s on s.external_id = p.subject where p.batch = $1`,
    [batch],
  );
}

function tierOf(model: ModelName, value: number): string {
  if (model === 'lead_scoring') return qualityTier(rounded(value, 1)).name;
  return model === 'churn' ? riskLevel(rounded(value, 2)).name : '';
}

/**
 * The same subjects; whose contact was touched has the answer of a reading, to the bit; the others are in its tier and near its value.
 * Returns how many were carried over: by their features, which the clock moves.
 */
async function requireList(model: ModelName, at: Date, touched: ReadonlySet<number>): Promise<number> {
  const batch = await scoreSubjects({
    ...{ database, model, live: live.of(model), businessTimezone },
    ...{ now: at, clock: () => new Date(), pageSize: 60, carryFrom: 0 },
  });
  const [stored, read] = [await listed(batch.id, model), await readAll(model, at)];
  assert.deepEqual(stored.map(({ subject }) => subject).toSorted(), [...read.keys()].toSorted(), model);
  assert.equal(batch.subjects, read.size);
  let carried = 0;
  for (const { subject, contact, value, features } of stored) {
    const one = read.get(subject) ?? assert.fail(subject);
    const isSame = value === one.value && one.features.every((each, column) => Object.is(each, features[column]));
    if (isSame) continue;
    carried++;
    assert.ok(!touched.has(contact), `${model}: ${subject} was touched, and not read`);
    assert.equal(tierOf(model, value), tierOf(model, one.value), `${model}: ${subject}, ${value} for ${one.value}`);
    const away = Math.abs(value - one.value);
    assert.ok(away <= farthestAway[model], `${model}: ${subject} is ${away} away`);
  }
  return carried;
}

type Change = (random: Random, at: Date, contact: number) => Promise<readonly number[]>;

let made = 0;
/** Whose rows it changed. */
async function run(contact: number, sql: string, ...values: unknown[]): Promise<readonly number[]> {
  const { rowCount } = await database.withClient((client) => client.query(sql, values));
  return rowCount === 0 ? [] : [contact];
}
/** Mostly lately, sometimes long ago, sometimes ahead. */
function someTime(random: Random, at: Date): Date {
  const days = [0.01, 0.3, 2, 20, 29.9, 89, 200, 364.5, -0.7, -1.5][random.integer(10)];
  return new Date(at.getTime() - days * dayMs);
}
const message = `insert into messages (external_id, contact_id, direction, sent_at, sentiment) values ($1, $2, $3, $4, $5)`;

const changes: Readonly<Record<string, Change>> = {
  async 'a message comes, late or ahead of its time'(random, at, contact) {
    const direction = random.next() < 0.5 ? 'inbound' : 'outbound';
    return await run(
      contact,
      message,
      `m${++made}`,
      contact,
      direction,
      someTime(random, at),
      rounded(random.next() * 2 - 1, 2),
    );
  },
  async 'messages are deleted'(_, __, contact) {
    return await run(
      contact,
      'delete from messages where id in (select id from messages where contact_id = $1 order by id limit 3)',
      contact,
    );
  },
  async 'a sentiment is measured afterwards'(_, __, contact) {
    return await run(
      contact,
      `update messages set measured_sentiment = -0.5 where contact_id = $1 and id % 3 = 0`,
      contact,
    );
  },
  async 'a purchase comes'(random, at, contact) {
    const sql = 'insert into purchases (external_id, contact_id, amount, purchased_at) values ($1, $2, 20, $3)';
    return await run(contact, sql, `p${++made}`, contact, someTime(random, at));
  },
  async 'a purchase is paid back'(_, __, contact) {
    return await run(contact, `update purchases set state = 'refunded' where contact_id = $1 and id % 2 = 0`, contact);
  },
  async 'an event comes'(random, at, contact) {
    const type = ['delivered', 'clicked', 'opened', 'unsubscribed'][random.integer(4)];
    return await run(
      contact,
      `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
       select $1, $2, min(id), $3, $4 from campaigns`,
      ...[`e${++made}`, contact, type, someTime(random, at)],
    );
  },
  async 'everybody clicks in a campaign'(_, at) {
    const rows = await database.query<{ contact: number }>(
      `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
       select 'all ' || $1::text || c.id, c.id, (select campaign_id from leads where campaign_id is not null order by id limit 1), 'clicked', $2
       from contacts as c where c.id % 9 = 0 returning contact_id as contact`,
      [`${++made} `, new Date(at.getTime() - 1000)],
    );
    return rows.map(({ contact }) => contact);
  },
  async 'a ticket comes, and is closed'(random, at, contact) {
    const opened = someTime(random, at);
    return await run(
      contact,
      `insert into support_tickets (external_id, contact_id, opened_at, state, closed_at) values ($1, $2, $3, 'closed', $4)`,
      ...[`t${++made}`, contact, opened, new Date(opened.getTime() + dayMs)],
    );
  },
  async 'a contact opts out'(_, __, contact) {
    return await run(contact, 'update contacts set opted_in = not opted_in where id = $1', contact);
  },
  async 'leads change their stage'(_, at, contact) {
    const when = new Date(at.getTime() + 0.4 * dayMs);
    return await run(
      contact,
      `update leads set stage = 'won', converted_at = $2, stage_changed_at = $2 where contact_id = $1`,
      contact,
      when,
    );
  },
  async 'a person comes with a lead'(random, at) {
    const created = someTime(random, at);
    const [{ id }] = await database.query<{ id: number }>(
      'insert into contacts (external_id, created_at) values ($1, $2) returning id',
      [`c${++made}`, created],
    );
    await run(
      id,
      'insert into leads (external_id, contact_id, created_at) values ($1, $2, $3)',
      `l${made}`,
      id,
      created,
    );
    return await run(id, message, `m${made}`, id, 'inbound', someTime(random, at), null);
  },
  async 'a contact is erased'(_, __, contact) {
    return await run(contact, 'delete from contacts where id = $1', contact);
  },
  async 'contacts are merged, and some taken apart'(random, _, survivorId) {
    const [other] = await database.query<{ id: number }>('select id from contacts where id > $1 order by id limit 1', [
      survivorId,
    ]);
    if (other === undefined) return [];
    const mergedId = other.id;
    const request = { survivorId, mergedId, actor: 'ann', reason: 'the same' };
    const { id } = await inTransaction(database, (client) => mergeContacts(client, request));
    if (random.next() < 0.5)
      await inTransaction(database, (client) => unmergeContacts(client, { id, actor: 'ann', reason: 'not the same' }));
    return [survivorId, mergedId];
  },
};
const names = Object.keys(changes);

describe('a list of which most answers were carried over', () => {
  it('is the one of reading everybody, whatever came, came late, was corrected, deleted or merged', async () => {
    const random = createRandom(18);
    let at = start;
    const [carried, listedInAll] = [new Map<ModelName, number>(), new Map<ModelName, number>()];
    for (const model of modelNames) assert.equal(await requireList(model, at, new Set()), 0);
    for (let round = 0; round < 6; round++) {
      at = new Date(at.getTime() + Math.round([1, 1, 0.2, 2.9][random.integer(4)] * dayMs) + random.integer(30_000));
      const touched = new Set<number>();
      const contacts = await database.query<{ id: number }>('select id from contacts order by id');
      for (let each = 0; each < 6; each++) {
        const change = changes[names[random.integer(names.length)]];
        for (const contact of await change(random, at, contacts[random.integer(contacts.length)].id))
          touched.add(contact);
      }
      for (const model of modelNames) {
        carried.set(model, (carried.get(model) ?? 0) + (await requireList(model, at, touched)));
        listedInAll.set(model, (listedInAll.get(model) ?? 0) + (await readAll(model, at)).size);
      }
    }
    for (const model of modelNames) {
      const share = (carried.get(model) ?? 0) / (listedInAll.get(model) ?? 1);
      assert.ok(share > 0.2, `${model}: only ${Math.round(100 * share)}% were carried over`);
    }
  });

  it('is read anew where a transaction changed rows that was still open when the list before was made', async () => {
    const at = new Date(start.getTime() + 18 * dayMs);
    const [contact] = await database.query<{ id: number }>('select min(id) as id from contacts');
    await database.withClient(async (client) => {
      await client.query('begin');
      await client.query(message, ['open', contact.id, 'inbound', new Date(at.getTime() - dayMs), -1]);
      await requireList('churn', at, new Set());
      await client.query('commit');
    });
    await requireList('churn', new Date(at.getTime() + dayMs / 2), new Set([contact.id]));
  });
});

describe('scoring those again whose rows changed', () => {
  const at = new Date(start.getTime() + 20 * dayMs);
  const later = new Date(at.getTime() + dayMs / 24);

  function scoring(model: ModelName, moment: Date) {
    return {
      ...{ database, model, live: live.of(model), businessTimezone },
      ...{ now: moment, clock: () => new Date(), pageSize: 60, carryFrom: 0 },
    };
  }

  it("gives them the answers of a reading in today's list, which keeps all others and stays whole", async () => {
    const before = new Map<ModelName, Stored[]>();
    for (const model of modelNames) {
      const { id } = await scoreSubjects(scoring(model, at));
      before.set(model, await listed(id, model));
      assert.deepEqual(await scoreTouched(scoring(model, later)), { subjects: 0, left: false }, 'nothing to do');
    }
    const [{ contact: wrote }] = before.get('lead_scoring') ?? [];
    const recipients = before.get('engagement') ?? [];
    const { contact: leaves } = recipients.find(({ contact }) => contact !== wrote) ?? assert.fail();
    await run(wrote, message, 'today', wrote, 'inbound', new Date(at.getTime() + 1000), 0.9);
    await run(leaves, 'update contacts set opted_in = false where id = $1', leaves);
    await database.query('update contact_versions set valid_from = $2 where contact_id = $1 and not opted_in', [
      leaves,
      at,
    ]);
    const comes = await changes['a person comes with a lead'](createRandom(1), at, 0);
    const touched = new Set([wrote, leaves, ...comes]);
    for (const model of modelNames) {
      const { id } = (await latestBatch(database, model)) ?? assert.fail();
      const { left } = await scoreTouched(scoring(model, later));
      assert.equal(left, false);
      const [after, read] = [await listed(id, model), await readAll(model, later)];
      const untouched = (rows: readonly Stored[]) =>
        rows.filter(({ contact }) => !touched.has(contact)).toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
      assert.deepEqual(untouched(after), untouched(before.get(model) ?? []));
      const ofTouched = after.filter(({ contact }) => touched.has(contact));
      for (const { subject, value, features } of ofTouched) {
        const one = read.get(subject) ?? assert.fail(`${model}: ${subject} is listed`);
        assert.deepEqual([value, Float64Array.from(features)], [one.value, one.features]);
      }
      const eligible = await everyEligibleSubject(database, model, later, { contacts: [...touched] });
      assert.deepEqual(ofTouched.map(({ subject }) => subject).toSorted(), eligible.map(({ id }) => id).toSorted());
      assert.equal((await latestBatch(database, model))?.subjects, after.length);
      assert.deepEqual(await scoreTouched(scoring(model, later)), { subjects: 0, left: false }, 'once is enough');
      const taken = await database.query('select from predictions where model = $1 and batch is null', [model]);
      assert.ok(taken.length > 0, 'earlier answers can still be explained');
    }
    const tomorrow = new Date(at.getTime() + dayMs);
    for (const model of modelNames) await requireList(model, tomorrow, touched);
  });

  it('waits while everybody is being scored, and reads nothing where another version made the list', async () => {
    const [{ id }] = await database.query<{ id: number }>('select max(id) as id from contacts');
    await run(id, message, 'meanwhile', id, 'inbound', at, null);
    await database.query(
      `insert into scorings (batch, model, basis, notes, carried) values ('under way', 'churn', '', '{}', 0)`,
    );
    assert.deepEqual(await scoreTouched(scoring('churn', later)), { subjects: 0, left: false });
    const waiting = await unreadNotes(database.query, bitOf('churn', 'between'));
    assert.ok(waiting.contacts?.includes(id), 'its note is still there');
    await database.query(`delete from scorings where batch = 'under way'`);
    const other = await addVersion({ database, blobs }, 'churn', 9);
    const champion = { ...live.of('churn').champion, version: other };
    assert.deepEqual(await scoreTouched({ ...scoring('churn', later), live: { champion, trial: null } }), {
      subjects: 0,
      left: false,
    });
    assert.deepEqual((await unreadNotes(database.query, bitOf('churn', 'between'))).ids, []);
  });
});
