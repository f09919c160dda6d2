import type { RetrainResult, TrainingOptions } from '../../contract/messages.ts';
import { readTrainingNotes } from '../../control/data-readiness.ts';
import { attributeOptions } from '../../control/read-attributes.ts';
import type { TrainingStatus } from '../../control/status.ts';
import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { rungsFor } from '../../engine/search/budget.ts';
import { candidateCount } from '../../models/candidate-limits.ts';
import { countedFeatures, currentFeatures } from '../../models/features.ts';
import { definitions, modelDefinition } from '../../models/registry.ts';
import { dataSummary } from '../../store/crm/data-summary.ts';
import { runningRetrain } from '../../store/training/retrains.ts';
import { adviceLines, slowTrainingAdvice } from '../print/advice.ts';
import { pipelineHeading } from '../print/training/training.ts';
import { cliAct } from '../session/cli-act.ts';
import type { Output } from '../session/output.ts';
import type { TrainingSession } from '../session/session.ts';
import { createTrainingFollower, type TrainingFollower } from './follow-training.ts';
import { createNoWorkerHint } from './no-worker-hint.ts';
import { readTrainedModel } from './trained-model.ts';

/** Requests a training and follows it to its printed end, whoever runs the workers. Throws `cancelled`, and whatever keeps it from starting. */
export async function runTraining(
  session: TrainingSession,
  models: readonly ModelName[],
  options: TrainingOptions,
  output: Output,
  interrupted: AbortSignal,
): Promise<RetrainResult> {
  for (const line of adviceLines(await slowAdvice(session, models, options))) output.note(line);
  for (const line of await noteLines(session, models, options, interrupted)) output.note(line);
  interrupted.throwIfAborted();
  const { retrainId, ...asked } = await startOrResume(session, models, options, output);
  output.lines(pipelineHeading(asked.models));
  const follower = createTrainingFollower({
    output,
    planned: (model) => {
      const definition = modelDefinition(model);
      const { cvFolds, candidates, engine = definition.engine } = asked.options;
      return {
        features: countedFeatures(currentFeatures(definition)),
        beside: currentFeatures(definition).flatMap(({ beside }) => beside ?? []),
        engine,
        cvFolds,
        rungs: rungsFor(engine, candidateCount(engine, candidates)).map((rung) => rung.candidates),
      };
    },
    trained: (runId) => readTrainedModel(session, runId),
  });
  const result = await waitForEnd(session, retrainId, follower, output, interrupted).catch(async (error: unknown) => {
    await follower.abandon();
    throw error;
  });
  await follower.finish(result);
  return result;
}

type Started = {
  readonly retrainId: string;
  readonly models: readonly ModelName[];
  readonly options: TrainingOptions;
};

/** A training on our own servers that was interrupted (a crash, a power cut) continues as soon as they run again; then that one is followed. */
async function startOrResume(
  session: TrainingSession,
  models: readonly ModelName[],
  options: TrainingOptions,
  output: Output,
): Promise<Started> {
  try {
    const { retrainId } = await session.training.start({
      ...{ models, trigger: 'cli', options },
      act: cliAct('startTraining', null, { models }),
    });
    return { retrainId, models, options };
  } catch (error) {
    const inProgress = isPerennialError(error) && error.code === 'training_in_progress';
    const running = session.owned && inProgress ? await runningRetrain(session.database) : null;
    if (running === null) throw error;
    output.note(
      'An earlier training was interrupted and continues now. Run this command again afterwards to start another one.',
    );
    return { retrainId: running.id, models: running.models, options: running.input as TrainingOptions }; // as openRetrain wrote it
  }
}

/** A training on our own servers can't outlive this command, so Ctrl-C cancels it; one on other servers goes on. */
async function waitForEnd(
  session: TrainingSession,
  retrainId: string,
  follower: TrainingFollower,
  output: Output,
  interrupted: AbortSignal,
): Promise<RetrainResult> {
  const { training } = session;
  if (!session.owned) {
    const noWorkerHint = createNoWorkerHint(output);
    const watch = (status: TrainingStatus) => {
      noWorkerHint.observe(status);
      follower.progress(status);
    };
    const ending = AbortSignal.any([interrupted, session.lost]);
    return await training.waitFor(retrainId, watch, ending).catch((error: unknown) => {
      throw interrupted.aborted ? noLongerWatching() : error;
    });
  }
  const cancelling = new AbortController();
  const cancel = () => {
    output.note('Cancelling; press Ctrl-C again to end at once.');
    // what can't be cancelled can't be waited for either
    training.cancel(cliAct('stopTraining')).catch((error: unknown) => cancelling.abort(error));
  };
  interrupted.addEventListener('abort', cancel, { once: true });
  try {
    return await training.waitFor(retrainId, follower.progress, AbortSignal.any([session.lost, cancelling.signal]));
  } finally {
    interrupted.removeEventListener('abort', cancel);
  }
}

function noLongerWatching(): PerennialError {
  return new PerennialError(
    'cancelled',
    'No longer watching: the training goes on.',
    'Follow it with npx perennial status --watch, cancel it with npx perennial cancel.',
  );
}

/** Before hours are spent. */
async function noteLines(
  { database, config }: TrainingSession,
  models: readonly ModelName[],
  options: TrainingOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const { businessTimezone, leadLabels } = config;
  const attributes = attributeOptions(options, config.attributes);
  const found = await readTrainingNotes(
    { database, definitions, businessTimezone, leadLabels, attributes },
    models,
    new Date(),
    signal,
  );
  return found.map(({ model, note }) => `${model}: ${note}`);
}

/** The most records that each model's subjects can come from: how many qualify is known only after the extraction. */
async function slowAdvice(session: TrainingSession, models: readonly ModelName[], options: TrainingOptions) {
  const { leads, contacts, messages } = await dataSummary(session.database);
  const records: Record<ModelName, number> = { lead_scoring: leads, churn: contacts, engagement: messages };
  const rows = Object.fromEntries(models.map((model) => [model, records[model]]));
  return slowTrainingAdvice({ cvFolds: options.cvFolds, rows });
}
