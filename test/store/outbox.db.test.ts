import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { outgoingEventTypes } from '../../domain/destinations/events.ts';
import { changeIncident, createIncident, type NewIncident } from '../../store/alerts/incidents.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import {
  dueDeliveries,
  forgetDelivered,
  markDelivered,
  markFailed,
  parkedDeliveries,
  replayParked,
  supersedeLists,
  withholdUnwanted,
} from '../../store/destinations/deliveries.ts';
import {
  listDestinations,
  pauseDestination,
  removeDestination,
  resumeDestination,
} from '../../store/destinations/destinations.ts';
import { endExperiment } from '../../store/experiments/experiments.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import { closeRetrain, openRetrain } from '../../store/training/retrains.ts';
import { closeRun } from '../../store/training/runs.ts';
import { openScoredBusiness, type ScoredBusiness } from '../delivery/scored-business.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase({ poolSize: 4 });
let business: ScoredBusiness;
before(async () => {
  business = await openScoredBusiness(database);
});
beforeEach(async () => {
  await database.query('delete from destinations');
  await database.query('delete from outbox');
  await database.query('delete from prediction_batches');
  await database.query('delete from predictions');
  await database.query('update contacts set opted_in = true');
});

type Told = { type: string; subject: string; sequence: number; data: Record<string, unknown>; to: string | null };

/** Every event with the destinations that it goes to, in the order of subject and sequence. */
async function told(): Promise<Told[]> {
  return await database.query<Told>(
    `select e.type, e.subject, e.sequence, e.data,
       (select string_agg(d.name, ' ' order by d.name) from deliveries as y join destinations as d on d.id = y.destination_id where y.event_id = e.id) as to
     from outbox as e order by e.subject, e.sequence`,
  );
}
const day = (number: number) => new Date(Date.UTC(2026, 5, number, 4));
const seen = (events: readonly Told[]) => events.map(({ type, subject }) => `${type} ${subject}`);

describe('a list', () => {
  it('puts out who became hot, and whoever was hot before is no news', async () => {
    await business.score('lead_scoring', day(1), { l1: 80, l2: 60, l3: 10 });
    await business.destination({ events: ['lead.became_hot'] });
    await business.score('lead_scoring', day(2), { l1: 90, l2: 75, l3: 74.9, l4: 99 });
    const events = await told();
    assert.deepEqual(seen(events), ['lead.became_hot lead/l2', 'lead.became_hot lead/l4']);
    const { prediction, ...data } = events[0].data;
    assert.ok(prediction);
    assert.deepEqual(data, {
      ...{ model: 'lead_scoring', lead: 'l2', contact: 'c2', score: 75, previous: 60, change: 15, opted_in: true },
      ...{ version: business.version('lead_scoring').name, scored_at: '2026-06-02T04:00:00.000Z' },
    });
    assert.equal(events[1].data.previous, null);
  });

  it('puts out who becomes hot between two lists, once, and the next list tells of nobody again', async () => {
    const list = await business.score('lead_scoring', day(1), { l1: 80, l2: 60, l3: 10 });
    await business.destination({ events: ['lead.became_hot'] });
    for (let times = 0; times < 2; times++) await business.scoreAgain(list, { l1: 90, l2: 75, l4: 99 });
    await business.scoreAgain(list, { l2: 76 });
    const events = await told();
    assert.deepEqual(seen(events), ['lead.became_hot lead/l2', 'lead.became_hot lead/l4']);
    assert.deepEqual([events[0].data.previous, events[0].data.score, events[1].data.previous], [60, 75, null]);
    await business.score('lead_scoring', day(2), { l1: 90, l2: 76, l3: 10, l4: 99 });
    assert.equal((await told()).length, 2);
  });

  it('puts nothing out where nobody wants it, and nothing twice', async () => {
    await business.score('churn', day(1), { c1: 0.1 });
    await business.score('churn', day(2), { c1: 0.9 });
    await business.destination({ events: ['lead.became_hot'] });
    await business.score('churn', day(3), { c1: 0.1 });
    const again = await business.score('churn', day(4), { c1: 0.9 });
    assert.deepEqual(await told(), []);
    await business.destination({ name: 'other', events: ['contact.at_risk'] });
    await business.score('churn', day(4), { c2: 0.9 });
    assert.deepEqual(again.subjects, 1);
    assert.deepEqual(await told(), [], 'the list of that day counted already');
  });

  it('tells each destination of changes from its own limit on, in points for probabilities too', async () => {
    await business.destination({ name: 'fine', events: ['score.changed'], scoreChange: 5 });
    await business.destination({ name: 'rough', events: ['score.changed'], scoreChange: 30 });
    await business.score('churn', day(1), { c1: 0.5, c2: 0.5, c3: 0.5 });
    await business.score('churn', day(2), { c1: 0.53, c2: 0.4, c3: 0.9, c4: 0.9 });
    assert.deepEqual(
      (await told()).map(({ subject, to }) => [subject, to]),
      [
        ['contact/c2', 'fine'],
        ['contact/c3', 'fine rough'],
      ],
    );
  });

  it('numbers the events of a subject without a gap, whatever they are and whoever wants them', async () => {
    await business.destination({ events: ['contact.at_risk', 'score.changed'] });
    for (const [number, c5] of [0.1, 0.9, 0.1, 0.9].entries()) await business.score('churn', day(number + 1), { c5 });
    const events = (await told()).filter(({ subject }) => subject === 'contact/c5');
    const first = events[0].sequence;
    assert.deepEqual(
      events.map(({ type, sequence }) => [type, sequence - first]),
      [
        ['contact.at_risk', 0],
        ['score.changed', 1],
        ['score.changed', 2],
        ['contact.at_risk', 3],
        ['score.changed', 4],
      ],
    );
  });

  it('names whoever opted out as a lead to call, marked, and for nothing else', async () => {
    await business.destination({ events: ['lead.became_hot', 'contact.at_risk', 'score.changed'] });
    await database.query(`update contacts set opted_in = false where external_id = 'c1'`);
    await business.score('lead_scoring', day(1), { l1: 90 });
    await business.score('churn', day(1), { c1: 0.1, c2: 0.1 });
    await business.score('churn', day(2), { c1: 0.9, c2: 0.9 });
    assert.deepEqual(
      (await told()).map(({ type, data }) => [type, data.contact, data.opted_in]),
      [
        ['contact.at_risk', 'c2', true],
        ['score.changed', 'c2', true],
        ['lead.became_hot', 'c1', false],
      ],
    );
  });

  it('is itself an event for whoever writes lists', async () => {
    await business.destination({ name: 'files', kind: 'csv', settings: { to: '/srv/lists' } });
    const { id } = await business.score('engagement', day(1), { c1: 0.4, c2: 0.3 });
    const [{ type, subject, data }] = await told();
    assert.deepEqual([type, subject, data.batch, data.subjects], ['scoring.finished', 'model/engagement', id, 2]);
  });
});

describe('what the product does', () => {
  it('is put out in the transaction that does it', async () => {
    await business.destination({ events: [...outgoingEventTypes] });
    const { id: versionId, name } = business.version('churn');
    const move = {
      model: 'churn',
      versionId,
      action: 'deploy',
      actor: 'anna',
      reason: 'Better.',
      evidence: {},
    } as const;
    await assert.rejects(
      database.em().transactional(async (em) => {
        await deployVersion(em, { ...move, key: 'k0' });
        throw new Error('no');
      }),
    );
    assert.deepEqual(await told(), []);
    await deployVersion(database, { ...move, key: 'k1' });
    const [{ type, subject, data }] = await told();
    assert.deepEqual([type, subject], ['model.deployed', 'model/churn']);
    assert.partialDeepStrictEqual(data, { version: name, previous: null, action: 'deploy', actor: 'anna' });
  });

  const incident: NewIncident = {
    ...{
      fingerprint: 'churn/live/x',
      rule: 'accuracy_low',
      model: 'churn',
      source: 'live',
      state: 'pending',
      value: 0.6,
    },
    ...{ limit: 0.7, detail: 'Why.', openedAt: day(1), firedAt: null, resolvedAt: null, noticedAt: null, thread: null },
    ...{ versionId: null, figures: [], samples: null, windowDays: null },
  };

  it('tells of an incident once it fires and once it is over, and of no other change', async () => {
    await business.destination({ events: ['incident.fired', 'incident.resolved'] });
    const id = await createIncident(database, incident);
    await changeIncident(database, id, { state: 'firing', firedAt: day(2) });
    await changeIncident(database, id, { state: 'recovering' });
    await changeIncident(database, id, { state: 'firing', value: 0.5 });
    await changeIncident(database, id, { state: 'resolved', resolvedAt: day(3) });
    const never = await createIncident(database, { ...incident, fingerprint: 'y' });
    await changeIncident(database, never, { state: 'resolved', resolvedAt: day(3) });
    await createIncident(database, { ...incident, fingerprint: 'z', state: 'firing', firedAt: day(4) });
    assert.deepEqual(
      (await told()).map(({ type, data }) => [type, data.state, data.rule]),
      [
        ['incident.fired', 'firing', 'accuracy_low'],
        ['incident.resolved', 'resolved', 'accuracy_low'],
        ['incident.fired', 'firing', 'accuracy_low'],
      ],
    );
  });

  it('tells of a trial that was decided', async () => {
    await business.destination({ events: ['experiment.decided'] });
    const { id } = business.version('lead_scoring');
    await database.query(
      `insert into experiments (id, model, champion_version_id, challenger_version_id, state, mode, config, started_at)
       values ('e1', 'lead_scoring', $1, $1, 'running', 'live', '{}', now())`,
      [id],
    );
    const ending = { outcome: 'rolled_back', now: day(1), key: 'e1/ended', actor: 'anna', reason: 'Worse.' } as const;
    await endExperiment(database, 'e1', ending);
    const [{ subject, data }] = await told();
    assert.deepEqual(
      [subject, data.outcome, data.challenger],
      ['experiment/e1', 'rolled_back', business.version('lead_scoring').name],
    );
  });

  it('tells of a training when it ended, with what became of its models', async () => {
    await business.destination({ events: ['training.finished'] });
    await closeRun(database, 'r/churn', { state: 'failed', error: { code: 'x', message: 'No data.', remedy: '' } });
    await closeRetrain(database, 'r', 'failed', { code: 'x', message: 'No data.', remedy: '' });
    await closeRetrain(database, 'r', 'completed');
    const [{ subject, data }, ...more] = await told();
    assert.deepEqual([subject, data.state, data.error, more], ['training/r', 'failed', 'No data.', []]);
    assert.partialDeepStrictEqual(data.models, [{ model: 'churn', state: 'failed', error: 'No data.' }]);
  });

  it('is told to nobody else: another kind of event writes nothing', async () => {
    await business.destination({ events: ['lead.became_hot'] });
    await openRetrain(database, { id: 'r2', trigger: 'api', models: ['churn'], input: {}, startedAt: day(1) });
    await closeRetrain(database, 'r2', 'cancelled');
    assert.deepEqual(await told(), []);
  });
});

describe('a delivery', () => {
  async function hotLeads(): Promise<string> {
    const { id } = await business.destination({ events: ['lead.became_hot'] });
    await business.score('lead_scoring', day(1), { l1: 90, l2: 90, l3: 90 });
    return id;
  }
  const due = async (id: string) => (await dueDeliveries(database, id, 10)).map(({ data }) => data.lead);
  const idOf = async (id: string, lead: string) =>
    (await dueDeliveries(database, id, 10)).find(({ data }) => data.lead === lead)?.id ?? assert.fail();

  it('waits after a failed attempt, and is parked when there is no other', async () => {
    const id = await hotLeads();
    await markFailed(database, id, await idOf(id, 'l1'), { error: 'away', wait: 60_000 });
    await markFailed(database, id, await idOf(id, 'l2'), { error: 'away', wait: null });
    assert.deepEqual(await due(id), ['l3']);
    const [{ waiting, parked, lastError }] = await listDestinations(database);
    assert.deepEqual([waiting, parked, lastError], [2, 1, 'away']);
    const [{ id: event, data }] = (await parkedDeliveries(database, 'crm', { limit: 5, after: null })).rows;
    assert.equal(data.lead, 'l2');
    assert.equal(await replayParked(database, 'crm', event), 1);
    assert.deepEqual((await due(id)).toSorted(), ['l2', 'l3']);
    assert.equal(await replayParked(database, 'crm'), 0);
    await assert.rejects(replayParked(database, 'crm', event), { code: 'not_found' });
  });

  it('is kept while the destination is paused', async () => {
    const id = await hotLeads();
    await pauseDestination(database, 'crm', 'holidays');
    await business.score('lead_scoring', day(2), { l4: 90 });
    assert.deepEqual(await due(id), []);
    await resumeDestination(database, 'crm');
    assert.equal((await due(id)).length, 4);
    await removeDestination(database, 'crm');
    assert.deepEqual(await database.query('select from deliveries'), []);
  });

  it('is withheld from a person who opted out since, or is gone, and follows one who was merged', async () => {
    const id = await hotLeads();
    await database.query(`update contacts set opted_in = false where external_id = 'c1'`);
    await database.query(
      `insert into contacts (external_id, created_at) values ('gone', '2026-01-01'), ('other', '2026-01-01')`,
    );
    await database.query(`update outbox set contact = 'gone' where data ->> 'lead' = 'l2'`);
    await database.query(`delete from contacts where external_id = 'gone'`);
    await database.query(`update outbox set contact = 'merged' where data ->> 'lead' = 'l3'`);
    await database.query(
      `insert into contact_identities (kind, source, value, contact_id) select 'id', '', 'merged', id from contacts where external_id = 'other'`,
    );
    assert.equal(await withholdUnwanted(database, id), 2);
    assert.deepEqual(await due(id), ['l3']);
  });

  it('of a list gives way to a newer list of the same model', async () => {
    const { id } = await business.destination({ name: 'files', kind: 'csv', settings: { to: '/srv' } });
    for (const at of [1, 2]) await business.score('churn', day(at), { c1: 0.2 });
    await business.score('engagement', day(1), { c1: 0.2 });
    await supersedeLists(database, id);
    const batches = (await dueDeliveries(database, id, 10)).map(({ data }) => data.batch).toSorted();
    assert.deepEqual(batches, ['churn/2026-06-02T04:00:00.000Z', 'engagement/2026-06-01T04:00:00.000Z']);
  });

  it('is forgotten a month after it ended everywhere', async () => {
    const id = await hotLeads();
    await markDelivered(database, id, [await idOf(id, 'l1')]);
    await markFailed(database, id, await idOf(id, 'l2'), { error: 'away', wait: null });
    await database.query(`update outbox set happened_at = now() - interval '31 days'`);
    await forgetDelivered(database);
    assert.equal((await told()).length, 3, 'they ended today');
    await database.query(`update deliveries set ended_at = now() - interval '31 days' where ended_at is not null`);
    await forgetDelivered(database);
    assert.deepEqual((await told()).map(({ data }) => data.lead).toSorted(), ['l2', 'l3']);
  });

  it('of many can be put out by many at once', async () => {
    await business.destination({ events: ['lead.became_hot'] });
    const put = (subject: string) =>
      inTransaction(database, (client) =>
        client.query(`select perennial_put_out('lead.became_hot', $1, '{}')`, [subject]),
      );
    await Promise.all(Array.from({ length: 20 }, (_, at) => put(`lead/x${at % 2}`)));
    const sequences = (await told()).map(({ subject, sequence }) => `${subject} ${sequence}`);
    assert.deepEqual(sequences.length, new Set(sequences).size);
    assert.ok(sequences.includes('lead/x0 10') && sequences.includes('lead/x1 10'));
  });
});
