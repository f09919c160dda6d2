import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type Trace as Presented, traceSchema } from '../../../api/contracts/trace.ts';
import type { RawRequest } from '../../../api/http/operation.ts';
import { traceOperations } from '../../../api/resources/trace.ts';
import { openRows } from '../../../api/rows.ts';
import { takeDeliveries } from '../../../ingest/hooks/take-deliveries.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import type { PredictionTrace } from '../../../ingest/trace/trace.ts';
import { traceAnswer } from '../../../ingest/trace/trace-answer.ts';
import { addHook } from '../../../store/hooks/hooks.ts';
import { replayDeliveries, storeDeliveries } from '../../../store/hooks/inbox.ts';
import { type StoredPrediction, writePredictions } from '../../../store/predictions/predictions.ts';
import { openRun, updateRun } from '../../../store/training/runs.ts';
import { readVersions } from '../../../store/training/versions.ts';
import { runOnce } from '../../cli/run-cli.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { deploy, openBusiness } from '../../serving/trained-business.ts';
import { openTestDatabase } from '../../store/test-database.ts';

/** A person who came by a file, whose purchases a program sends, and who writes by webhook. */
const database = await openTestDatabase();
const settings = { timezone: 'UTC' };
const rows = openRows(database, settings);
const id = '0b6f0c9e-3c6a-4f0e-9f58-0d3e0f2a1b77';
let answeredAt: Date;
let trace: PredictionTrace;

async function post(deliveryId: string, type: string, data: object): Promise<void> {
  const body = Buffer.from(JSON.stringify({ type, timestamp: '2026-05-02T10:00:00Z', data }));
  await storeDeliveries(database, [{ source: 'shop', deliveryId, headers: {}, body }]);
}

async function drain(): Promise<void> {
  const hook = await addedHook;
  await takeDeliveries(database, hook, { settings, now: new Date(), count: 100, bytes: 1e6 });
}

const addedHook = addHook(database, {
  ...{ name: 'shop', kind: 'standard', ids: 'shop', secret: { env: 'NONE' }, verifyToken: null },
});

const message = (own: string, more: object) => ({
  ...{ external_id: own, direction: 'inbound', sent_at: '2026-05-02T10:00:00Z', ...more },
});

before(async () => {
  const file = join(temporaryFolder(), 'contacts.csv');
  writeFileSync(
    file,
    'external_id,name,created_at\nshop:7,Ana,2026-03-01T10:00:00Z\nshop:9,Rui,2026-03-01T10:00:00Z\n',
  );
  await importFiles({ database, files: await planFiles([file]), settings, now: new Date() });
  await openBusiness(database);
  await deploy(database, 'churn', 'a'.repeat(64));
  await updateRun(database, 'r/churn', { snapshotHash: 'c0ffee' });
  await rows.write(
    'purchases',
    [{ external_id: 'p-1', contact: 'shop:7', amount: '12', currency: 'EUR', purchased_at: '2026-04-01T10:00:00Z' }],
    {},
  );
  await post('d-1', 'messages.created', message('m-1', { contact: '7', conversation: 'v-1' }));
  await post('d-2', 'messages.created', message('m-2', { contact: '9' }));
  await drain();
  await post('d-3', 'conversations.created', { external_id: 'v-1', contact: '7', opened_at: '2026-05-01T10:00:00Z' });
  await post('d-4', 'leads.created', { external_id: 'l-1', contact: '8', created_at: '2026-05-01T10:00:00Z' });
  await drain();
  await post('d-5', 'contacts.created', { external_id: '8', created_at: '2026-04-01T10:00:00Z' });
  await drain();

  const [version] = await readVersions(database, 'churn', 1);
  const [{ now }] = await database.query<{ now: Date }>('select clock_timestamp() as now');
  answeredAt = now;
  const prediction: Omit<StoredPrediction, 'id' | 'subject'> = {
    ...{ model: 'churn', versionId: version.id, experimentId: null, phase: null, arm: null, value: 0.4 },
    ...{ modelOutput: 0.4, confidence: 0.9, features: [1], shadowVersionId: null, shadowOutput: null, batch: null },
    ...{ milliseconds: 1, error: null, createdAt: answeredAt },
  };
  await writePredictions(database, [
    { ...prediction, id, subject: 'shop:7' },
    { ...prediction, id: id.replace('0b', '0c'), subject: 'shop:8' },
    { ...prediction, id: id.replace('0b', '0d'), subject: '' },
    { ...prediction, id: id.replace('0b', '0e'), subject: 'gone' },
  ]);
  // a word of before the answer, which comes after it
  await post('d-6', 'messages.created', message('m-3', { contact: '7' }));
  await post('d-7', 'contacts.updated', { external_id: '7', name: 'Ana Silva' });
  await drain();
  trace = (await traceAnswer(database, id)) as PredictionTrace;
});

test('a prediction leads to its version, run and snapshot', () => {
  const { model, name, champion, run, snapshot, deployments } = trace.version;
  assert.deepEqual(
    [model, name, champion, run.id, snapshot.hash],
    ['churn', '2026-06-01.1', true, 'r/churn', 'c0ffee'],
  );
  assert.deepEqual(
    deployments.map(({ action, reason }) => [action, reason]),
    [['deploy', 'first']],
  );
});

test('its rows are those that were there, and what came or changed afterwards is counted apart', () => {
  assert.deepEqual(
    trace.rows?.tables.map(({ table, rows: read, cameLater, changedSince }) => [table, read, cameLater, changedSince]),
    [
      ['contacts', 1, 0, 1],
      ['conversations', 1, 0, 0],
      ['messages', 1, 1, 0],
      ['purchases', 1, 0, 0],
    ],
  );
});

test('each row says by which import, request or delivery it came', () => {
  const came = trace.rows?.tables.flatMap(({ newest }) =>
    newest.map(({ externalId, came: by, delivery }) => [externalId, by?.way, by?.name, delivery?.deliveryId]),
  );
  assert.deepEqual(came, [
    ['shop:7', 'file', 'contacts.csv', undefined],
    ['shop:v-1', 'webhook', 'shop', 'd-1'],
    ['shop:m-1', 'webhook', 'shop', 'd-1'],
    ['p-1', 'api', 'api', undefined],
  ]);
  assert.deepEqual(
    trace.rows?.arrivals.map(({ way, name, rows: count, batches }) => [way, name, count, batches]),
    [
      ['webhook', 'shop', 2, 1],
      ['api', 'api', 1, 1],
      ['file', 'contacts.csv', 1, 1],
    ],
  );
});

test('a row that waited names its own delivery, and not the one that it waited for', async () => {
  const waited = (await traceAnswer(database, id.replace('0b', '0c'))) as PredictionTrace;
  const lead = waited.rows?.tables.find(({ table }) => table === 'leads')?.newest[0];
  assert.deepEqual([lead?.externalId, lead?.waited?.origin, lead?.delivery?.deliveryId], ['shop:l-1', 'shop', 'd-4']);
});

test('deliveries that are read again still name the batch that wrote their rows', async () => {
  await replayDeliveries(database, 'shop', { states: ['taken'], since: null });
  await drain();
  const again = (await traceAnswer(database, id)) as PredictionTrace;
  assert.deepEqual(again.rows?.tables[2]?.newest, trace.rows?.tables[2]?.newest);
});

test('rows of features and people who are gone lead to no rows', async () => {
  for (const other of ['0d', '0e']) {
    const { rows: none } = (await traceAnswer(database, id.replace('0b', other))) as PredictionTrace;
    assert.equal(none, null);
  }
});

test('a version leads to what had come since the run before', async () => {
  const first = await traceAnswer(database, '2026-06-01.1');
  assert.equal(first.kind === 'version' && first.arrived.runBefore, null);
  const startedAt = new Date();
  const run = { id: 'r/churn/2', retrainId: 'r', model: 'churn', seed: 1, input: {}, codeVersion: '1' } as const;
  await openRun(database, { ...run, startedAt });
  await deploy(database, 'churn', 'b'.repeat(64), 'r/churn/2');
  const second = await traceAnswer(database, '2026-06-01.2', 'churn');
  assert.ok(second.kind === 'version');
  assert.equal(second.arrived.runBefore, 'r/churn');
  assert.deepEqual(
    second.arrived.arrivals.map(({ way, name, batch }) => [way, name, batch !== null]),
    [
      ['webhook', 'shop', false],
      ['api', 'api', false],
      ['file', 'contacts.csv', true],
    ],
  );
});

test('what is not known is refused, and so is a name that several models have', async () => {
  await assert.rejects(traceAnswer(database, id.replace('0b', 'ff')), { code: 'prediction_not_found' });
  await assert.rejects(traceAnswer(database, '2020-01-01.1'), { code: 'version_not_found' });
  await deploy(database, 'engagement', 'c'.repeat(64));
  await assert.rejects(traceAnswer(database, '2026-06-01.1'), { code: 'invalid_input', message: /churn, engagement/ });
});

test('API and CLI show the same', async () => {
  const [operation] = traceOperations({ trace: (asked, model) => traceAnswer(database, asked, model) });
  const request = { params: { id }, query: {}, body: undefined } as unknown as RawRequest;
  const { body } = (await operation.respond(request)) as { readonly body: unknown };
  const presented: Presented = traceSchema.parse(body);
  assert.equal(presented.rows?.tables[2]?.newest[0]?.delivery?.delivery_id, 'd-1');
  const env = { PERENNIAL_HOME: temporaryFolder(), DATABASE_URL: database.url };
  const { code, stdout, stderr } = await runOnce(['trace', id], { env });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /Rows of shop:7 from before/);
  assert.match(stdout, /shop:m-1 .*delivery \d+ \(d-1\)/);
});
