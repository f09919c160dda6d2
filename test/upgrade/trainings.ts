import type { z } from 'zod';
import type { SchedulesAnswer } from '../../api/contracts/schedules.ts';
import type { TrainingStatus, trainingAcceptedSchema } from '../../api/contracts/training.ts';
import type { ModelName } from '../../domain/models.ts';
import { type Experiment, experiments, fire } from './business-steps.ts';
import { type Release, until } from './release.ts';

export async function train(running: Release, model: ModelName | 'all', seed: number): Promise<void> {
  const done = await ending(running, { model, candidates: 2, seed });
  if (done.status !== 'completed') throw new Error(`A training ended otherwise: ${JSON.stringify(done)}`);
  // a challenger is under way, or waits for one that is, before the next is trained
  await until('the opening', () => experiments(running), isSettled);
}

function isSettled(all: readonly Experiment[]): boolean {
  const waiting = all.filter(({ state }) => state === 'waiting');
  return waiting.every(({ model }) => all.some((each) => each.model === model && each.state === 'running'));
}

/** The cadence may say that there is something to learn. */
export async function fireRetraining(running: Release): Promise<void> {
  await fire(running, 'retrain-weekly');
  const firings = async () =>
    (await running.ask<SchedulesAnswer>('GET', '/api/v1/schedules')).schedules.flatMap((each) => each.firings);
  const [{ retrain_id: id } = { retrain_id: null }] = await until('the firing', firings, (all) => all.length > 0);
  if (id !== null) await ended(running, id);
}

/** The monitoring may have found something to train for: that comes first. */
export async function learnNothing(running: Release): Promise<void> {
  const status = () => running.ask<TrainingStatus>('GET', '/api/v1/training/status');
  for (let attempt = 1; ; attempt++) {
    await until('the end of the training before', status, ({ finished_at }) => finished_at !== null);
    try {
      await running.command('train', 'lead_scoring', '--candidates', '1', '--shuffle-labels');
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** A training as of long before the business began: there is nothing to learn from. */
export async function fail(running: Release, model: ModelName): Promise<void> {
  const done = await ending(running, { model, candidates: 1, as_of: '2020-01-01' });
  if (done.status !== 'failed') throw new Error(`A training should have failed: ${JSON.stringify(done)}`);
}

async function ending(running: Release, options: Record<string, unknown>): Promise<TrainingStatus> {
  const { retrain_id: id } = await running.ask<z.infer<typeof trainingAcceptedSchema>>(
    'POST',
    '/api/v1/training/start',
    options,
  );
  return await ended(running, id);
}

async function ended(running: Release, id: string): Promise<TrainingStatus> {
  const status = () => running.ask<TrainingStatus>('GET', '/api/v1/training/status');
  return await until('the training', status, (each) => each.retrain_id === id && each.finished_at !== null);
}
