import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { modelDefinition } from '../../models/registry.ts';
import { deployByHand } from '../../serving/live/deploy-version.ts';
import { createLiveModels, readLiveModels } from '../../serving/live/live-models.ts';
import { type FollowedModels, openLiveModels } from '../../serving/live/open-live-models.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { addVersion, openExperiment, openHistory, openPhase, point } from './random-model.ts';
import { stubFeatures } from './stub-model.ts';

const database = await openTestDatabase({ poolSize: 6 });
const blobs = openBlobs(temporaryFolder());
const never = 3_600_000;

/** Waits for a condition; notifications arrive within milliseconds, polls as the test sets them. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, 'it did not become so within 5 s');
    await sleep(5);
  }
}

let first: ModelVersion;
let second: ModelVersion;
before(async () => {
  await openHistory(database);
  first = await addVersion({ database, blobs }, 'churn', 1);
  second = await addVersion({ database, blobs }, 'churn', 2);
  await point(database, first);
});

describe('live models', () => {
  let live: FollowedModels;
  before(async () => {
    live = await openLiveModels({ database, blobs, pollInterval: never });
  });
  after(() => live.close());
  const serving = () => live.of('churn').champion.version.id;

  it('refuse a model that was never deployed', () => {
    assert.throws(() => live.of('lead_scoring'), { code: 'model_not_found' });
  });

  it('follow a deployment and a rollback by notification, and a request keeps the model it began with', async () => {
    const request = live.of('churn');
    await point(database, second);
    await until(() => serving() === second.id);
    assert.equal(request.champion.version.id, first.id);
    await point(database, first);
    await until(() => serving() === first.id);
    // an instant rollback: the same loaded object, not another copy
    assert.equal(live.of('churn').champion, request.champion);
  });

  it('follow an experiment, its phases, its pauses and its end', async () => {
    await openExperiment(database, 'e', first, second, 0.1);
    await until(() => live.of('churn').trial !== null);
    const { phase, challengerShare, salt, challenger, scoreMap } = live.of('churn').trial ?? assert.fail();
    assert.deepEqual([phase, challengerShare, salt, challenger.version.id, scoreMap], [1, 0.1, 'e/1', second.id, null]);
    await database.query(`update experiment_phases set closed_at = now() where number = 1`);
    await until(() => live.of('churn').trial === null);
    await openPhase(database, 'e', 2, 0.25);
    await until(() => live.of('churn').trial?.phase === 2);
    await database.query(`update experiments set state = 'paused'`);
    await until(() => live.of('churn').trial === null);
    await database.query(`update experiments set state = 'running', score_map = '{"from": [0, 1], "to": [0, 2]}'`);
    await until(() => live.of('churn').trial?.scoreMap?.to[1] === 2);
    // with another champion, the experiment against the first one is over
    await point(database, second);
    await until(() => serving() === second.id);
    assert.equal(live.of('churn').trial, null);
    await database.query('delete from experiments');
    await point(database, first);
    await until(() => serving() === first.id);
  });

  it('leave a challenger that nobody looks at until a look succeeds, without asking the database', async () => {
    const day = 86_400_000;
    let now = Date.now();
    const waiting = createLiveModels({ database, blobs, clock: () => new Date(now) });
    await openExperiment(database, 'e', first, second, 0.1);
    await waiting.refresh();
    assert.equal(waiting.of('churn').trial?.challenger.version.id, second.id);
    now += 3.1 * day;
    assert.equal(waiting.of('churn').trial, null);
    assert.equal(waiting.of('churn').champion.version.id, first.id);
    const at = new Date(now - day);
    await database.query(
      `insert into experiment_looks (experiment_id, phase, number, at, numbers, decision, action, reason)
       values ('e', 1, 1, $1, '{}', '{}', 'continue', '')`,
      [at],
    );
    await waiting.refresh();
    assert.deepEqual(waiting.of('churn').trial?.guardedUntil, new Date(at.getTime() + 3 * day));
    await database.query('delete from experiments');
    await until(() => live.of('churn').trial === null);
  });

  it('recover after the listening connection was lost', async () => {
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`,
    );
    await point(database, second);
    await until(() => serving() === second.id);
    await point(database, first);
    await until(() => serving() === first.id);
  });

  it('load any version that answered before', async () => {
    const { version, predictor } = await live.version(second.id);
    assert.equal(version.id, second.id);
    const values = stubFeatures('churn', 0.5);
    const { output } = predictor.predict({ rows: 1, columns: values.length, values });
    assert.ok(output[0] > 0 && output[0] < 1);
    await assert.rejects(live.version(999), { code: 'version_not_found' });
  });
});

it('live models poll if no notification arrives', async () => {
  await database.query('alter table champions disable trigger champions_tell');
  const live = await openLiveModels({ database, blobs, pollInterval: 20 });
  try {
    await point(database, second);
    await until(() => live.of('churn').champion.version.id === second.id);
    await point(database, first);
    await until(() => live.of('churn').champion.version.id === first.id);
  } finally {
    await live.close();
    await database.query('alter table champions enable trigger champions_tell');
  }
});

describe('a file that is missing or damaged', () => {
  it('leaves the serving model in place, is logged once, and is read when it is back', async () => {
    const said: string[] = [];
    const log = { info: () => {}, error: (_: object, message: string) => void said.push(message) };
    const live = createLiveModels({ database, blobs, log });
    await live.refresh();
    const lost = await addVersion({ database, blobs }, 'churn', 3);
    const bytes = await blobs.get(lost.artifactHash);
    await rm(blobs.path(lost.artifactHash));
    await point(database, lost);
    await live.refresh();
    await live.refresh();
    assert.equal(live.of('churn').champion.version.id, first.id);
    assert.deepEqual(
      [live.problems(), said],
      [[`churn ${lost.name} can't be loaded`], [`churn ${lost.name} can't be loaded`]],
    );
    const other = await readLiveModels({ database, blobs });
    assert.throws(() => other.of('churn'), { code: 'not_found' });
    // the one that served goes on; who starts now has nothing to serve
    assert.deepEqual([live.unserved(), other.unserved()], [[], ['churn']]);
    await blobs.put(bytes);
    await live.refresh();
    assert.deepEqual([live.of('churn').champion.version.id, live.problems()], [lost.id, []]);
    await point(database, first);
  });

  it('of a challenger leaves everybody with the champion', async () => {
    const lost = await addVersion({ database, blobs }, 'churn', 4);
    await rm(blobs.path(lost.artifactHash));
    await openExperiment(database, 'e4', first, lost);
    const live = await readLiveModels({ database, blobs });
    assert.deepEqual([live.of('churn').champion.version.id, live.of('churn').trial], [first.id, null]);
    assert.equal(live.problems().length, 1);
    await database.query('delete from experiments');
  });
});

describe('a version that reads what this release does not know', () => {
  const names = modelDefinition('churn').features.map(({ name }) => name);
  const say = /reads features that this release does not know: gone, too/;

  it('does not serve, and its unknown features are named', async () => {
    const live = createLiveModels({ database, blobs });
    await live.refresh();
    const other = await addVersion({ database, blobs }, 'churn', 5, ['gone', ...names, 'too']);
    await point(database, other);
    await live.refresh();
    assert.equal(live.of('churn').champion.version.id, first.id);
    assert.match(live.problems().join(), new RegExp(`Version ${other.name} of churn ${say.source}`));
    const started = await readLiveModels({ database, blobs });
    assert.throws(() => started.of('churn'), { code: 'unknown_features', message: say });
    // its earlier answers can still be explained
    assert.deepEqual((await started.version(other.id)).predictor.description.featureNames.slice(0, 1), ['gone']);
    await point(database, first);
    const request = { model: 'churn', version: other.name, actor: 'test', reason: 'to see' } as const;
    await assert.rejects(deployByHand({ database, blobs, production: false }, request, 'd/5'), {
      code: 'unknown_features',
      message: say,
    });
  });

  it('leaves everybody with the champion when it is a challenger', async () => {
    const other = await addVersion({ database, blobs }, 'churn', 6, [...names, 'gone']);
    await openExperiment(database, 'e6', first, other);
    const live = await readLiveModels({ database, blobs });
    assert.deepEqual([live.of('churn').champion.version.id, live.of('churn').trial], [first.id, null]);
    assert.match(live.problems().join(), /reads a feature that this release does not know: gone/);
    await database.query('delete from experiments');
  });
});

it('loaded models go on serving while the database is down', async () => {
  let away = false;
  const query: typeof database.query = (...given) =>
    away ? Promise.reject(new Error('the database is away')) : database.query(...given);
  const live = await readLiveModels({ database: { ...database, query }, blobs });
  away = true;
  await assert.rejects(live.refresh(), /away/);
  assert.equal(live.of('churn').champion.version.id, first.id);
  away = false;
  await live.refresh();
});
