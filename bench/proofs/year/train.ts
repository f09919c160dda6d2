import { toApplicationFailure } from '../../../activities/failures.ts';
import { readFailure } from '../../../contract/failures.ts';
import type { MailIds, ModelFailure } from '../../../contract/messages.ts';
import type { RunStep } from '../../../contract/step-types.ts';
import type { StartRequest } from '../../../control/training-control.ts';
import { modelNames } from '../../../domain/models.ts';
import { climbRungs } from '../../../workflows/training/climb-rungs.ts';
import type { Steps } from './steps.ts';

type Surroundings = {
  readonly steps: Steps;
  readonly now: () => Date;
  readonly deliver: (queued: { readonly mailIds: MailIds }) => Promise<void>;
};

/** What the workflow `retrain` does: the models one after the other, one's failure doesn't stop the next. */
export async function retrain(
  surroundings: Surroundings,
  request: StartRequest & { readonly retrainId: string },
): Promise<void> {
  const { steps, now } = surroundings;
  const { retrainId, models = modelNames, trigger, reason, options } = request;
  const requestedAt = now().toISOString();
  await steps.openRetrain({
    retrainId,
    trigger,
    ...(reason === undefined ? {} : { reason }),
    models,
    options,
    startedAt: requestedAt,
    temporalRunId: retrainId,
  });
  const failures: ModelFailure[] = [];
  for (const model of models) {
    const step: RunStep = { retrainId, runId: `${retrainId}/${model}`, model, options, requestedAt, trigger };
    try {
      await trainModel(surroundings, step);
    } catch (error) {
      const failure = readFailure(toApplicationFailure(error));
      failures.push(failure);
      await surroundings.deliver(await steps.abandonRun({ ...step, state: 'failed', failure }));
    }
  }
  const [failure = null] = failures;
  await steps.closeRetrain({ retrainId, state: failure === null ? 'completed' : 'failed', failure });
}

/** What the workflow `trainModel` does. */
async function trainModel({ steps, deliver }: Surroundings, step: RunStep): Promise<void> {
  await steps.openRun(step);
  const snapshot = await steps.extract(step);
  const validation = await steps.validate({ ...step, snapshot });
  const plan = await steps.planTraining({ ...step, snapshot });
  const results = await climbRungs({
    step: { ...step, snapshot },
    plan,
    train: (candidate) => steps.trainCandidate(candidate),
    advance: (finished) => steps.promoteCandidates(finished),
    together: (parts) => Promise.all(parts.map((part) => part())),
    onFinished: () => {},
  });
  const trained = await steps.trainFinal({ ...step, snapshot, plan, results });
  const evaluation = await steps.evaluate({ ...step, snapshot, plan, trained });
  const gate = await steps.gate({ ...step, snapshot, evaluation });
  const outcome = { ...step, snapshot, plan, trained, validation, evaluation, gate };
  const deployed = await steps.deploy(outcome);
  const finished = await steps.finishRun({ ...outcome, deployed });
  if (deployed.outcome === 'in_gate') await steps.startGate({ model: step.model });
  await deliver(finished);
}
