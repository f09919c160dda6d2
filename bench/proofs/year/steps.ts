import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createOrchestrationActivities, createTrainingActivities } from '../../../activities/activity-sets.ts';
import type { ActivityDependencies } from '../../../activities/dependencies.ts';
import type { GateControl } from '../../../control/gate-control.ts';
import type { Recovery } from '../../../control/recovery.ts';
import type { TrainingControl } from '../../../control/training-control.ts';
import { isPerennialError, isTransient } from '../../../domain/errors.ts';
import type { SimulatedClock } from './clock.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Of a step that fails because something doesn't answer: other work may keep the machine busy. */
const attempts = 10;

/** What a step takes of the simulated day, in milliseconds: no two of them happen at once. */
const stepTime = 1_000;

type Activity = (step: never) => Promise<unknown>;

/** The activities of both queues, each run as a worker runs it, but in this process. */
export type Steps = ReturnType<typeof createSteps>;

export function createSteps(
  dependencies: ActivityDependencies,
  control: TrainingControl,
  gate: GateControl,
  clock: SimulatedClock,
  stopwatch: Stopwatch,
) {
  const activities = {
    ...createOrchestrationActivities(dependencies, {
      ...{ training: control, gate, readSchedule: nothingIsScheduled },
      recovery: nothingIsLost,
      sentiment: { fill: async () => {} },
    }),
    ...createTrainingActivities(dependencies),
  };
  const client = nobodyListens();
  function asStep(name: string, activity: Activity): Activity {
    return (step) => {
      clock.moveTo(clock.now() + stepTime);
      return stopwatch.time(name, () =>
        asTemporal(() => new MockActivityEnvironment({}, { client }).run(activity, step)),
      );
    };
  }
  const steps = Object.entries(activities).map(([name, activity]) => [name, asStep(name, activity)]);
  return Object.fromEntries(steps) as typeof activities;
}

/** As Temporal does: a step that failed for lack of an answer is attempted again. */
async function asTemporal<Result>(attempt: () => Promise<Result>, left = attempts): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (left <= 1 || !isPerennialError(error) || !isTransient(error.code)) throw error;
    return await asTemporal(attempt, left - 1);
  }
}

/** What fires when is the year's own to decide. */
async function nothingIsScheduled() {
  return { state: 'paused', note: null, nextAt: null, lastAt: null } as const;
}

/** No worker dies, and there is no Temporal that could forget. */
const nothingIsLost: Recovery = {
  settleCommands: async () => [],
  reviveGates: async () => [],
  recover: async () => ({ settled: [], gates: [], mails: 0 }),
};

/** Steps tell their workflow how far they are: here is none. */
function nobodyListens(): Client {
  const handle = { signal: async () => {} };
  return {
    workflow: { getHandle: () => handle },
    withAbortSignal: (_signal: AbortSignal, work: () => Promise<unknown>) => work(),
  } as unknown as Client;
}
