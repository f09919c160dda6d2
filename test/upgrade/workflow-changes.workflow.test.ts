import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import type { Limits } from '../../domain/limits.ts';
import type { ModelName } from '../../domain/models.ts';
import { readExperiment } from '../../store/experiments/experiments.ts';
import { runsOfRetrain } from '../../store/training/runs.ts';
import { createLogger } from '../../telemetry/log.ts';
import { type StartedWorkers, startWorkers } from '../../workers/start-workers.ts';
import { until } from '../until.ts';
import { gateWorld, shortGate } from '../workflows/gate-world.ts';
import { type RunningPipeline, startPipeline, testLimits } from '../workflows/running-pipeline.ts';
import { listBundles, readBundle } from './old-workflows.ts';

const models: readonly ModelName[] = ['churn', 'engagement'];
const options = { ...defaultTrainingOptions, candidates: 4 };
/** Earlier releases expect all of them in the input, and this one writes those that differ. */
const allLimits = Object.fromEntries(Object.entries(testLimits).map(([name, value]) => [name, value + 1])) as Limits;
const note = { actor: 'ann', reason: 'the test wants it' };

/**
 * The policy of docs/decisions/0026: a run ends on the workers that are there, whatever release began it. Each bundle holds the workflows of
 * an earlier release; `bundle-workflows.ts` keeps one.
 */
for (const release of listBundles()) {
  describe(`runs that the workflows of ${release} began`, () => {
    let pipeline: RunningPipeline;
    let old: StartedWorkers;

    before(async () => {
      pipeline = await startPipeline({
        limits: allLimits,
        workers: false,
        world: { contacts: 300, conversations: 250, leads: 50 },
      });
      const { config, databaseUrl, temporal } = pipeline;
      old = await startWorkers({
        ...{ config, databaseUrl, temporalAddress: temporal.address, log: createLogger('old-worker', 'error') },
        workflows: readBundle(release),
      });
    });
    after(() => pipeline.close());

    it('end on the present ones: a retrain in the middle of a training, an experiment that is paused', async () => {
      const { control, database } = pipeline;
      const world = gateWorld(pipeline, allLimits);
      await world.champion('lead_scoring');
      const { id } = await world.submit('lead_scoring', shortGate('lead_scoring', { dayMs: 60_000 }));
      await until(
        () => readExperiment(database, id),
        ({ state }) => state === 'running',
      );
      await world.gate.command('lead_scoring', 'pause', note);
      const { retrainId } = await control.start({ models, options, trigger: 'cli' });
      await until(
        () => runsOfRetrain(database, retrainId),
        ([run]) => run?.stage === 'train',
      );

      await old.stop();
      await pipeline.startWorkers();

      const result = await control.waitFor(retrainId);
      assert.deepEqual(
        result.models.map(({ state }) => state),
        ['completed', 'completed'],
      );
      const [churn, engagement] = await runsOfRetrain(database, retrainId);
      assert.ok(churn?.finishedAt && engagement && engagement.startedAt >= churn.finishedAt, 'in turn, as they began');

      await world.gate.command('lead_scoring', 'resume', note);
      await world.gate.command('lead_scoring', 'rollBack', note);
      await world.idle('lead_scoring');
      assert.equal((await readExperiment(database, id)).outcome, 'rolled_back');
    });
  });
}
