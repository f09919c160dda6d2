import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type ApiSettings, type RunningApi, startApi } from '../../../api/start-api.ts';
import { modelNames } from '../../../domain/models.ts';
import { servingQuery } from '../../../models/queries/feature-query.ts';
import { modelDefinition } from '../../../models/registry.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { type TestDatabase, temporaryFolder, testDatabase } from '../../infrastructure.ts';
import { openExperiment } from '../../serving/random-model.ts';
import { attributesOf, deploy, trainBusiness } from '../../serving/trained-business.ts';
import { call, fakePorts, fakeWorld, goodToken } from '../fakes.ts';
import { noReproduction, noSources } from '../no-sources.ts';

const value = { lead_scoring: 'score', churn: 'churn_probability', engagement: 'engagement_probability' } as const;
const contacts = ['sim-3-c-000012', 'sim-3-c-000031'];
const leads = ['sim-3-l-000001', 'sim-3-l-000002'];
const message = { content_type: 'informational', text: 'Your order is ready. Shall we send it?' };

/** Everything is real except Temporal. */
describe('predictions over HTTP', () => {
  let own: TestDatabase;
  let database: Database;
  let api: RunningApi;
  let settings: ApiSettings;
  before(async () => {
    own = await testDatabase();
    database = await openDatabase(own.url, { poolSize: 6 });
    const blobs = openBlobs(temporaryFolder());
    await trainBusiness(database, blobs);
    const { control, log, version } = fakePorts(fakeWorld());
    settings = {
      ...{ host: '127.0.0.1', port: 0, token: goodToken, businessTimezone: 'UTC', production: false },
      ...{ control, database, blobs, log, version },
      gate: { candidate: () => assert.fail('not told'), command: () => assert.fail('not asked') },
      reproduction: noReproduction,
      schedules: { list: () => assert.fail('not asked'), command: () => assert.fail('not asked') },
      sources: noSources(),
      temporal: {
        withDeadline: <T>(_deadline: number | Date, work: () => Promise<T>) => work(),
        workflowService: { getSystemInfo: async () => ({}) },
      } as unknown as ApiSettings['temporal'],
    };
    api = await startApi(settings);
  });
  after(async () => {
    await api?.close();
    await database?.close();
    await own?.close();
  });

  const ask = (model: string, json: unknown) => call(api.url, 'POST', `/api/v1/predictions/${model}`, { json });
  const explain = (id: string) => call(api.url, 'GET', `/api/v1/predictions/${id}`);
  const bodies = {
    lead_scoring: { ids: leads },
    churn: { ids: contacts },
    engagement: { messages: contacts.map((contact_id) => ({ contact_id, message })) },
  };

  it('tells of a person: who they are, what happened, when they answer, and reasons in groups that sum', async () => {
    const [contact = ''] = contacts;
    const about = (path = '') => call(api.url, 'GET', `/api/v1/people/${contact}${path}`);
    const { status, body: person } = await about();
    assert.deepEqual([status, person.contact_id, typeof person.name], [200, contact, 'string']);
    const { body: found } = await call(api.url, 'GET', `/api/v1/people?q=${encodeURIComponent(person.name)}`);
    assert.ok(found.people.some((one: { contact_id: string }) => one.contact_id === contact));
    const { body: past } = await about('/timeline?limit=5');
    assert.equal(past.entries.length, 5);
    const { body: later } = await about(`/timeline?limit=5&before=${past.next_before}`);
    assert.ok(Date.parse(later.entries[0].at) < Date.parse(past.entries[4].at));
    const { body: chances } = await about('/reply-chances');
    assert.equal(chances.time_zone, person.time_zone);
    const largest = Math.max(...chances.slots.map((slot: { chance: number }) => slot.chance));
    assert.equal(chances.best.chance, largest);
    const { body: answered } = await ask('churn', { ids: [contact] });
    const { body: reasons } = await explain(answered.predictions[0].prediction_id);
    assert.equal(reasons.name, person.name);
    const grouped = reasons.groups.reduce((sum: number, each: { contribution: number }) => sum + each.contribution, 0);
    assert.ok(Math.abs(reasons.base_value + grouped - reasons.model_output) < 1e-9);
    assert.equal((await call(api.url, 'GET', '/api/v1/people/nobody/reply-chances')).status, 404);
  });

  it('answers ids exactly like the feature rows that its SQL computes for them', async () => {
    for (const model of ['lead_scoring', 'churn'] as const) {
      const { body } = await ask(model, bodies[model]);
      const table = model === 'churn' ? 'contacts' : 'leads';
      const keys = await database.query<{ id: number }>(
        `select id from ${table} where external_id = any($1) order by external_id`,
        [bodies[model].ids],
      );
      const definition = modelDefinition(model);
      const attributes = attributesOf(model).map(({ name }) => name);
      const sql = servingQuery(definition, definition.features, attributes);
      const rows = await database.query<Record<string, unknown>>(sql, [new Date(), keys.map(({ id }) => id)]);
      const given = await ask(model, {
        rows: rows.map(({ attributes, ...features }) => ({ features: numbersOf(features), attributes })),
      });
      const values = (answer: typeof body) =>
        answer.predictions.map((one: Record<string, number>) => one[value[model]]);
      assert.deepEqual(values(body), values(given.body));
    }
  });

  it('takes attributes by name, whatever text they hold, and explains them in words', async () => {
    const features = Object.fromEntries(modelDefinition('lead_scoring').features.map(({ name }) => [name, null]));
    const [{ source }] = await database.query<{ source: string }>(
      'select source from leads where source is not null group by source order by count(*) desc limit 1',
    );
    const asked = [{ 'lead:source': source }, { 'lead:source': 'radio' }, { 'lead:source': null }, {}, undefined];
    const { body } = await ask('lead_scoring', { rows: asked.map((attributes) => ({ features, attributes })) });
    const sources = await Promise.all(
      body.predictions.map(async ({ prediction_id }: { prediction_id: string }) => {
        const { contributions } = (await explain(prediction_id)).body;
        return contributions.find(({ feature }: { feature: string }) => feature === 'lead:source');
      }),
    );
    assert.deepEqual(
      sources.map(({ value }) => value),
      [source, null, null, null, null],
    );
    assert.match(sources[0].phrase, new RegExp(`^Source is "${source}": such leads score (higher|lower)$`));
    assert.equal(sources[1].phrase, 'Source has a value that is new to the model');
    assert.equal(sources[2].phrase, null);
    assert.equal(sources[0].unit, 'as imported');
    const refused = await ask('lead_scoring', { rows: [{ features, attributes: { 'lead:source': ['organic'] } }] });
    assert.equal(refused.status, 400);
    assert.match(JSON.stringify(refused.body), /lead:source/);
  });

  it('answers the same prediction twice when an id is given twice', async () => {
    const { body } = await ask('churn', { ids: [contacts[1], contacts[0], contacts[1]] });
    const [first, second, third] = body.predictions;
    assert.deepEqual(first, third);
    assert.deepEqual([first.id, second.id], [contacts[1], contacts[0]]);
  });

  it('explains every model, from the queue and from the table, with contributions that sum to the output', async () => {
    for (const model of modelNames) {
      const { status, body } = await ask(model, bodies[model]);
      assert.equal(status, 200, JSON.stringify(body));
      const [{ prediction_id, id, version }] = body.predictions;
      const fromQueue = (await explain(prediction_id)).body;
      const { base_value, contributions, sum, model_output } = fromQueue;
      const total = contributions.reduce(
        (before: number, each: { contribution: number }) => before + each.contribution,
        base_value,
      );
      assert.ok(
        Math.abs(total - model_output) < 1e-9 && Math.abs(sum - model_output) < 1e-9,
        `${total} ${model_output}`,
      );
      assert.deepEqual([fromQueue.id, fromQueue.version, fromQueue.value], [id, version, model_output]);
      assert.equal(contributions.length, modelDefinition(model).features.length + attributesOf(model).length);
      assert.ok(contributions.some(({ phrase }: { phrase: string | null }) => phrase !== null));
      await logged(prediction_id);
      assert.deepEqual((await explain(prediction_id)).body, fromQueue);
    }
  });

  it('names the contacts and campaigns that do not exist', async () => {
    const unknown = await ask('engagement', { messages: [{ contact_id: 'nobody', message }] });
    assert.deepEqual([unknown.status, unknown.body.ids], [404, ['nobody']]);
    const lost = { contact_id: contacts[0], message: { ...message, campaign_id: 'none' } };
    const { status, body } = await ask('engagement', { messages: [lost] });
    assert.deepEqual([status, body.code, body.campaign_id], [404, 'subject_not_found', 'none']);
  });

  it('serves a deployment and a trial without a restart, and says which arm answered', async () => {
    const versions = () =>
      database.query<{ id: number; name: string; artifact_hash: string }>(
        `select id, name, artifact_hash from model_versions where model = 'churn' order by id`,
      );
    const [{ artifact_hash }] = await versions();
    await deploy(database, 'churn', artifact_hash, 'r/second');
    const [first, second] = await versions();
    await served(({ version }) => version === second.name);
    // the first one comes back as a challenger for nearly everybody
    await openExperiment(
      database,
      'e',
      { ...second, model: 'churn' } as never,
      { ...first, model: 'churn' } as never,
      0.9,
    );
    const challenged = await served(({ arm }) => arm === 'challenger');
    assert.equal(challenged.version, first.name);
    const { body } = await explain(challenged.prediction_id);
    assert.deepEqual([body.arm, body.experiment_id, body.shadow.version], ['challenger', 'e', second.name]);
  });

  it('is not ready where a champion cannot be loaded, and says so without the path of its file', async () => {
    const [{ hash }] = await database.query<{ hash: string }>(
      `select artifact_hash as hash from deployments join model_versions on model_versions.id = version_id
       where deployments.model = 'churn' order by deployments.id desc limit 1`,
    );
    const file = settings.blobs.path(hash);
    const bytes = readFileSync(file);
    const damaged = Uint8Array.from(bytes, (byte, at) => (at === 100 ? byte ^ 1 : byte));
    writeFileSync(file, damaged);
    const second = await startApi(settings);
    try {
      const { status, body } = await call(second.url, 'GET', '/readyz', { authorization: null });
      assert.deepEqual([status, body.status, body.checks.models.status], [503, 'unavailable', 'unavailable']);
      assert.match(body.checks.models.detail, /^churn \S+ can't be loaded$/);
      const refused = await call(second.url, 'POST', '/api/v1/predictions/churn', { json: bodies.churn });
      assert.deepEqual([refused.status, refused.body.code], [500, 'artifact_damaged']);
      writeFileSync(file, bytes);
      let ready = body.status;
      while (ready !== 'ok') ready = (await call(second.url, 'GET', '/readyz', { authorization: null })).body.status;
    } finally {
      writeFileSync(file, bytes);
      await second.close();
    }
  });

  it('answers given rows but not ids while the database is away, and loses no prediction that was written in time', async () => {
    const features = Object.fromEntries(modelDefinition('churn').features.map(({ name }) => [name, 0]));
    const counted = await logComplete();
    assert.ok(counted > 10);
    await own.close();
    const given = await ask('churn', { rows: [{ features }] });
    assert.equal(given.status, 200);
    const byId = await ask('churn', { ids: contacts });
    assert.deepEqual(
      [byId.status, byId.body.code, byId.headers.has('retry-after')],
      [503, 'database_unavailable', true],
    );
    const health = await call(api.url, 'GET', '/healthz');
    assert.match(health.body.checks.prediction_log.detail, /^\d+ waiting, 0 dropped$/);
    assert.deepEqual(health.body.checks.models.detail, 'loaded');
  });

  /** Closes this API, whose log must then hold all that it answered, and starts another. */
  async function logComplete(): Promise<number> {
    const { body } = await ask('churn', { ids: contacts });
    await api.close();
    const ids = body.predictions.map(({ prediction_id }: { prediction_id: string }) => prediction_id);
    const rows = await database.query('select from predictions where id = any($1)', [ids]);
    assert.equal(rows.length, ids.length);
    api = await startApi(settings);
    const [{ count }] = await database.query<{ count: number }>('select count(*)::integer as count from predictions');
    return count;
  }

  async function logged(id: string): Promise<void> {
    const deadline = performance.now() + 5_000;
    while ((await database.query('select from predictions where id = $1', [id])).length === 0)
      assert.ok(performance.now() < deadline, 'it was not logged within 5 s');
  }

  type Answer = { readonly version: string; readonly arm: string | null; readonly prediction_id: string };
  async function served(wanted: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = performance.now() + 5_000;
    for (;;) {
      const { body } = await ask('churn', { ids: contacts });
      const found = body.predictions.find(wanted);
      if (found !== undefined) return found;
      assert.ok(performance.now() < deadline, 'it did not serve within 5 s');
    }
  }
});

function numbersOf(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, field]) => typeof field === 'number' || field === null));
}
