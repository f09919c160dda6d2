import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createOutput } from '../../../cli/session/output.ts';
import type { TrainingSession } from '../../../cli/session/session.ts';
import { runTraining } from '../../../cli/training/run-training.ts';
import { defaultTrainingOptions, type RetrainResult } from '../../../contract/messages.ts';
import type { TrainingControl } from '../../../control/training-control.ts';
import { PerennialError } from '../../../domain/errors.ts';
import { readConfig } from '../../../stack/config.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { openRetrain } from '../../../store/training/retrains.ts';
import { noSources } from '../../api/no-sources.ts';
import { type TestDatabase, testDatabase } from '../../infrastructure.ts';

let server: TestDatabase;
let database: Database;
let text = '';
const cancelled = new PerennialError('cancelled', 'Training was cancelled.', 'Start it again.');
const inProgress = new PerennialError('training_in_progress', 'A training run is under way already.', 'Watch it.');
const failure = { code: 'not_enough_training_data', message: 'Only 40 contacts.', remedy: 'Wait.' };
const result: RetrainResult = { retrainId: 'r1', models: [{ state: 'failed', model: 'churn', failure }] };

before(async () => {
  server = await testDatabase();
  database = await openDatabase(server.url);
});
after(async () => {
  await database.close();
  await server.close();
});
beforeEach(() => {
  text = '';
});

function train(control: Partial<TrainingControl>, owned: boolean, interrupted = new AbortController().signal) {
  const training: TrainingControl = {
    start: async () => ({ retrainId: 'r1' }),
    cancel: () => assert.fail('not to be cancelled'),
    status: () => assert.fail('not asked for'),
    closeAbandoned: () => assert.fail('not asked'),
    waitFor: async () => result,
    ...control,
  };
  const session: TrainingSession = {
    config: readConfig({}),
    databaseUrl: server.url,
    database,
    blobs: openBlobs('/nowhere'),
    owned,
    temporalAddress: undefined,
    lost: new AbortController().signal,
    training,
    gate: { candidate: () => assert.fail('not told'), command: () => assert.fail('not asked') },
    reproduction: {
      ...{ start: () => assert.fail('not asked'), status: () => assert.fail('not asked') },
      ...{ waitFor: () => assert.fail('not asked'), cancel: () => assert.fail('not asked') },
    },
    schedules: { list: () => assert.fail('not asked'), command: () => assert.fail('not asked') },
    scoring: { score: () => assert.fail('not asked') },
    sentiment: {
      fill: () => assert.fail('not asked'),
      progress: () => assert.fail('not asked'),
      waitFor: () => assert.fail('not asked'),
      cancel: () => assert.fail('not asked'),
    },
    mails: { order: () => assert.fail('not asked'), deliver: () => assert.fail('not asked') },
    hooks: { drain: () => assert.fail('not asked'), drained: () => assert.fail('not asked') },
    sources: noSources().control,
    close: async () => {},
  };
  const stream = {
    write: (more: string) => {
      text += more;
    },
  };
  const output = createOutput(stream, stream, {}, false);
  return runTraining(session, ['churn'], { ...defaultTrainingOptions, cvFolds: 12 }, output, interrupted);
}

/** Ends when `signal` aborts, as the real one does. */
const untilAborted: TrainingControl['waitFor'] = (_id, _onStatus, signal) =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));

test('a training gets its advice, is followed to its end, and its result is returned', async () => {
  assert.equal(await train({}, true), result);
  assert.match(text, /^training_slow: .*12 cross-validation folds/);
  assert.match(text, /not_enough_training_data: Only 40 contacts\./);
});

test('Ctrl-C cancels a training on our own servers and waits for its end', async () => {
  const interruption = new AbortController();
  const ending = Promise.withResolvers<RetrainResult>();
  let cancels = 0;
  const control: Partial<TrainingControl> = {
    waitFor: () => {
      interruption.abort();
      return ending.promise;
    },
    cancel: async () => {
      cancels++;
      setImmediate(() => ending.reject(cancelled));
      return { retrainId: 'r1' };
    },
  };
  await assert.rejects(train(control, true, interruption.signal), cancelled);
  assert.equal(cancels, 1);
});

test('Ctrl-C only detaches from a training on other servers, and says how to cancel it', async () => {
  const interruption = new AbortController();
  const control: Partial<TrainingControl> = {
    waitFor: (...watched) => {
      setImmediate(() => interruption.abort(cancelled));
      return untilAborted(...watched);
    },
  };
  await assert.rejects(train(control, false, interruption.signal), (error: PerennialError) => {
    assert.equal(error.code, 'cancelled');
    assert.match(error.remedy, /npx perennial cancel/);
    return true;
  });
});

test('a training is refused while another one runs', async () => {
  await assert.rejects(train({ start: () => Promise.reject(inProgress) }, false), inProgress);
});

test('an interrupted training on our own servers continues with them and is followed', async () => {
  const input = { ...defaultTrainingOptions, candidates: 2 };
  await openRetrain(database, { id: 'r0', trigger: 'cli', models: ['churn'], input, startedAt: new Date() });
  const followed: string[] = [];
  const control: Partial<TrainingControl> = {
    start: () => Promise.reject(inProgress),
    waitFor: async (id) => {
      followed.push(id);
      return result;
    },
  };
  await train(control, true);
  assert.deepEqual(followed, ['r0']);
  assert.match(text, /was interrupted and continues now/);
});
