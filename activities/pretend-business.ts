import { defaultTrainingOptions } from '../contract/messages.ts';
import type { PretendTraining, SimulatedBusiness, SimulateStep } from '../contract/pretend-messages.ts';
import type { TrainingControl } from '../control/training-control.ts';
import { PerennialError } from '../domain/errors.ts';
import { writeWorld } from '../ingest/write-world.ts';
import { simulateWorld } from '../simulation/generate.ts';
import { dataSummary } from '../store/crm/data-summary.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

export function createPretendActivities(
  { database, settings }: ActivityDependencies,
  control: Pick<TrainingControl, 'start' | 'waitFor'>,
) {
  return {
    /** A business that is there already stays: an earlier attempt may have written it. */
    simulateBusiness({ seed, until }: SimulateStep): Promise<SimulatedBusiness> {
      return beating(async (signal) => {
        if (settings.production) throw notInProduction();
        if ((await dataSummary(database)).synthetic.contacts === 0)
          await writeWorld({ database, world: simulateWorld({ seed, now: new Date(until) }), signal });
        const { contacts, messages, leads } = (await dataSummary(database)).synthetic;
        return { contacts, messages, leads };
      });
    },

    /** Cancelling it leaves the training as it is: that has a button of its own. */
    trainPretend({ retrainId, candidates }: PretendTraining): Promise<void> {
      return beating(async (signal) => {
        const options = { ...defaultTrainingOptions, candidates };
        await control.start({ options, trigger: 'demo', reason: 'a simulated business', retrainId });
        const { models } = await control.waitFor(retrainId, () => {}, signal);
        const failed = models.find((model) => model.state !== 'completed');
        if (failed === undefined) return;
        const { code, message, remedy } = failed.failure;
        throw new PerennialError(code as PerennialError['code'], message, remedy);
      });
    },
  };
}

function notInProduction(): PerennialError {
  return new PerennialError(
    'synthetic_in_production',
    'Models that learnt from a simulated business are not deployed here: NODE_ENV is production.',
    'Try it on an installation with NODE_ENV=development, or bring your own data.',
  );
}
