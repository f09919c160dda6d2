import {
  CancellationScope,
  CancelledFailure,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities, TrainingActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { installationOfQueue } from '../contract/installation.ts';
import { limitsOf } from '../contract/limits.ts';
import {
  type ModelProgress,
  type ProgressSignal,
  progressInterval,
  queries,
  signals,
  type TrainModelInput,
  type TrainModelResult,
} from '../contract/messages.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import type { RunStep } from '../contract/step-types.ts';
import type { Limits } from '../domain/limits.ts';
import type { StageName } from '../domain/runs.ts';
import { stages } from '../domain/runs.ts';
import { allOrNone } from './all-or-none.ts';
import { deliverMails } from './deliver-mails.ts';
import { stepOptions } from './step-options.ts';
import { climbRungs } from './training/climb-rungs.ts';
import { describeModelProgress, ModelProgressState } from './training/model-progress.ts';
import { createPace } from './training/pace.ts';

const progressQuery = defineQuery<ModelProgress>(queries.progress);
const progressSignal = defineSignal<[ProgressSignal]>(signals.progress);
const parentSignal = defineSignal<[ModelProgress]>(signals.progress);

/**
 * Trains one model, from its data to its deployment. The steps run in order; candidates at the same rung run in parallel.
 * Steps signal their progress; the workflow answers it as a query and shows it in the Web UI. It passes it on to its parent when a stage
 * begins or the run ends, and otherwise every few seconds: each signal is several events in both histories.
 */
export async function trainModel(input: TrainModelInput): Promise<TrainModelResult> {
  const progress = new ModelProgressState(input.runId, input.model);
  // runs of releases before 2026-12 pass on everything
  const pace = patched('progress-at-a-pace') ? createPace(progressInterval) : null;
  function tell(): void {
    if (pace === null || pace.isDue(Date.now())) publish(progress.snapshot);
    else show(progress.snapshot);
  }
  setHandler(progressQuery, () => progress.snapshot, {
    description: 'How far this training is: stage, percent, samples, metrics.',
  });
  setHandler(
    progressSignal,
    (signal) => {
      const opens = progress.opens(signal.stage);
      if (opens) upsertSearchAttributes([{ key: searchAttributes.stage, value: signal.stage }]);
      progress.advance(signal);
      if (opens) publish(progress.snapshot);
      else tell();
    },
    { description: 'Sent by the steps: the stage, the share of it that is done (0-1), and what is being done.' },
  );
  function enter(stage: StageName): void {
    const doing = stages.find((each) => each.name === stage)?.doing ?? stage;
    upsertSearchAttributes([{ key: searchAttributes.stage, value: stage }]);
    progress.advance({ stage, share: 0, message: doing });
    publish(progress.snapshot);
  }

  const { retrainId, runId, model, options, requestedAt, trigger } = input;
  const limits = limitsOf(input);
  const step: RunStep = { retrainId, runId, model, options, requestedAt, trigger };
  const { records, extraction, decision, deployment, validation, planning, search, advancement, final, evaluation } =
    stepsWithin(limits);

  try {
    await records.openRun(step);
    enter('extract');
    const snapshot = await extraction.extract(step);
    const { training: trainingSamples, testing: testingSamples, moments } = snapshot;
    progress.know({ trainingSamples, testingSamples, ...(moments && { moments }) });
    enter('validate');
    const report = await validation.validate({ ...step, snapshot });
    enter('train');
    const plan = await planning.planTraining({ ...step, snapshot });
    const results = await climbRungs({
      step: { ...step, snapshot },
      plan,
      train: (candidate, summary) => search(summary).trainCandidate(candidate),
      advance: (finished) => advancement.promoteCandidates(finished),
      together: allOrNone,
      onFinished: (share, message) => {
        progress.advance({ stage: 'train', share: share * 0.9, message });
        tell();
      },
    });
    const trained = await final.trainFinal({ ...step, snapshot, plan, results });
    enter('evaluate');
    const evaluated = await evaluation.evaluate({ ...step, snapshot, plan, trained });
    progress.know({ metrics: evaluated.metrics });
    enter('gate');
    const gate = await decision.gate({ ...step, snapshot, evaluation: evaluated, validation: report });
    // A cancellation during a step that can't be interrupted takes effect here, at the latest.
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled before the deployment');
    enter('deploy');
    const outcome = { ...step, snapshot, plan, trained, validation: report, evaluation: evaluated, gate };
    // From here on a cancellation comes too late: the pointer, the run and its alert change together or not at all.
    return await CancellationScope.nonCancellable(async () => {
      const deployed = await deployment.deploy(outcome);
      const finished = await records.finishRun({ ...outcome, deployed });
      if (deployed.outcome === 'in_gate') await records.startGate({ model });
      await deliverMails(finished, limits, model);
      const reason = deployed.reason ?? gate.reason;
      progress.close('completed', reason);
      await publish(progress.snapshot);
      const { version, outcome: ending } = deployed;
      return { runId, model, outcome: ending, version, metrics: evaluated.metrics, reason };
    });
  } catch (error) {
    const state = isCancellation(error) ? 'cancelled' : 'failed';
    const failure =
      state === 'cancelled'
        ? { code: 'cancelled', message: 'Training was cancelled.', remedy: 'Start it again: npx perennial train' }
        : readFailure(error);
    await CancellationScope.nonCancellable(async () => {
      const abandoned = await records.abandonRun({ ...step, state, failure });
      await deliverMails(abandoned, limits, model);
      progress.close(state, failure.message);
      await publish(progress.snapshot);
    });
    throw error;
  }
}

/** Shows the progress in the Web UI and to the parent; if the parent is gone, the run goes on. */
async function publish(progress: ModelProgress): Promise<void> {
  show(progress);
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  try {
    await CancellationScope.nonCancellable(() =>
      getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(parentSignal, progress),
    );
  } catch {
    // The parent was terminated: this run ends with it.
  }
}

function show(progress: ModelProgress): void {
  setCurrentDetails(describeModelProgress(progress));
}

/** The steps, with the limits of each. */
function stepsWithin(limits: Limits) {
  const taskQueue = installationOfQueue(workflowInfo().taskQueue).taskQueue('training');
  function orchestration(timeout: number, summary: string) {
    return proxyActivities<OrchestrationActivities>({ ...stepOptions(limits, timeout), summary });
  }
  function training(timeout: number, summary: string) {
    return proxyActivities<TrainingActivities>({ ...stepOptions(limits, timeout), taskQueue, summary });
  }
  return {
    records: orchestration(limits.recordTimeout, "the run's record"),
    extraction: orchestration(limits.extractTimeout, 'features as of the moment, frozen as a snapshot'),
    decision: orchestration(limits.recordTimeout, 'challenger against champion'),
    deployment: orchestration(limits.recordTimeout, 'version, champion pointer and audit row'),
    validation: training(limits.validateTimeout, 'readiness of the data'),
    planning: training(limits.recordTimeout, 'candidates of the search'),
    search: (summary: string) => training(limits.candidateTimeout, summary),
    advancement: training(limits.recordTimeout, 'candidates that go on to the next rung'),
    final: training(limits.finalTimeout, 'the chosen candidate on all training rows'),
    evaluation: training(limits.evaluateTimeout, 'holdout, intervals, baseline, champion'),
  };
}
