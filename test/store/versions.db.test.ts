import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { ModelName } from '../../domain/models.ts';
import { deployVersion, listDeployments } from '../../store/training/deployments.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { openRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import {
  createVersion,
  listVersions,
  type ModelVersion,
  readChampion,
  readVersion,
  readVersionById,
} from '../../store/training/versions.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();
const createdAt = new Date('2026-11-22T23:30:00Z');
const snapshot = {
  hash: 'c0ffee',
  model: 'churn',
  asOf: createdAt,
  rowCount: 200,
  byteCount: 4096,
  synthetic: false,
} as const;
let number = 0;

before(async () => {
  await openRetrain(database, { id: 'r', trigger: 'demo', models: [], input: {}, startedAt: createdAt });
  await recordSnapshot(database, snapshot);
});

async function newVersion(model: ModelName, at = createdAt): Promise<ModelVersion> {
  const runId = `r/${++number}`;
  await openRun(database, {
    id: runId,
    retrainId: 'r',
    model,
    seed: 1,
    input: {},
    codeVersion: '0.1.0',
    startedAt: at,
  });
  return await createVersion(database, versionOf(model, runId, at));
}

function versionOf(model: ModelName, runId: string, at = createdAt) {
  return {
    model,
    runId,
    engine: 'logistic',
    artifactHash: 'beef',
    byteCount: 3_000_000_000,
    snapshotHash: snapshot.hash,
    metrics: { accuracy: 0.8 },
    card: { limits: ['small'] },
    synthetic: true,
    createdAt: at,
  };
}

function deployment(key: string, version: ModelVersion) {
  const { model, id: versionId } = version;
  return { key, model, versionId, action: 'deploy', actor: 'test', reason: 'first', evidence: { rows: 40 } } as const;
}

test('a snapshot is recorded once under its hash', async () => {
  await recordSnapshot(database, { ...snapshot, rowCount: 1 });
  const [found] = await database.query('select hash, row_count from snapshots');
  assert.deepEqual(found, { hash: snapshot.hash, row_count: snapshot.rowCount });
});

test('versions are named by day and number, per model', async () => {
  const made = [
    await newVersion('churn'),
    await newVersion('churn'),
    await newVersion('engagement'),
    await newVersion('churn', new Date('2026-11-23T00:30:00Z')),
  ];
  assert.deepEqual(
    made.map(({ name }) => name),
    ['2026-11-22.1', '2026-11-22.2', '2026-11-22.1', '2026-11-23.1'],
  );
  assert.deepEqual(await readVersion(database, 'churn', '2026-11-22.2'), made[1]);
  assert.deepEqual(await readVersionById(database, made[2]?.id ?? 0), made[2]);
});

test('versions made at the same time get different names', async () => {
  const at = new Date('2026-12-01T12:00:00Z');
  const made = await Promise.all([newVersion('churn', at), newVersion('churn', at), newVersion('churn', at)]);
  assert.deepEqual(made.map(({ name }) => name).sort(), ['2026-12-01.1', '2026-12-01.2', '2026-12-01.3']);
});

test('a run has one version, however often it is created', async () => {
  const version = await newVersion('lead_scoring');
  assert.deepEqual(await createVersion(database, versionOf('lead_scoring', version.runId)), version);
});

test('the first deployment makes a champion, and the next one records its predecessor', async () => {
  assert.equal(await readChampion(database, 'engagement'), null);
  const [one, two] = [await newVersion('engagement'), await newVersion('engagement')];
  const first = await deployVersion(database, deployment('d/1', one));
  assert.equal(first.previousVersionId, null);
  assert.deepEqual(await readChampion(database, 'engagement'), one);
  const second = await deployVersion(database, { ...deployment('d/2', two), reason: 'not worse' });
  assert.equal(second.previousVersionId, one.id);
  assert.deepEqual(await readChampion(database, 'engagement'), two);
  const listed = await listVersions(database, 'engagement');
  assert.deepEqual(listed.map(({ id, champion }) => [id, champion]).slice(0, 2), [
    [two.id, true],
    [one.id, false],
  ]);
  assert.deepEqual(await listDeployments(database, { model: 'engagement' }), [second, first]);
});

test('repeating a deployment changes nothing', async () => {
  const [one, two] = [await newVersion('churn'), await newVersion('churn')];
  const first = await deployVersion(database, deployment('e/1', one));
  await deployVersion(database, deployment('e/2', two));
  assert.deepEqual(await deployVersion(database, deployment('e/1', one)), first);
  assert.equal((await readChampion(database, 'churn'))?.id, two.id);
});

test("another model's version is not deployed, and the refusal leaves no audit row", async () => {
  const version = await newVersion('churn');
  const wrong = deployVersion(database, { ...deployment('f/1', version), model: 'engagement' });
  await assert.rejects(wrong, { code: 'version_not_found' });
  assert.deepEqual(await database.query(`select 1 from deployments where key = 'f/1'`), []);
});

test('a version that does not exist is refused with a remedy', async () => {
  await assert.rejects(readVersion(database, 'churn', '1999-01-01.1'), {
    code: 'version_not_found',
    remedy: /npx perennial models/,
  });
});
