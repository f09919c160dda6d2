import { estimator } from '../engine/estimators.ts';
import { chooseCandidate } from '../engine/search/search.ts';
import { sampleCandidates } from '../engine/search/search-space.ts';
import { applicableEngine } from '../models/applicable-engine.ts';
import { candidateCount } from '../models/candidate-limits.ts';
import { modelDefinition } from '../models/registry.ts';
import { searchSpace } from '../models/search-space.ts';
import { findStep, onceByKey } from '../store/steps.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { enterStage } from './enter-stage.ts';
import { beating } from './heartbeat.ts';
import { stepKey } from './step-key.ts';
import type {
  CandidateResult,
  CandidateStep,
  FinalStep,
  RunStep,
  SnapshotStep,
  TrainedModel,
  TrainingPlan,
} from './step-types.ts';
import { tellWorkflow } from './tell-workflow.ts';
import type { Division } from './threads/training-set.ts';

/** The search: one activity is one candidate over all folds, each in a thread. What has finished is never fitted again. */
export function createTrainActivities({ database, blobs, threads, log }: ActivityDependencies) {
  return {
    planTraining({ runId, model, options, snapshot }: SnapshotStep): Promise<TrainingPlan> {
      return beating(async () => {
        const definition = modelDefinition(model);
        const engine = applicableEngine(model, options.engine);
        const count = candidateCount(engine, options.candidates);
        const candidates = sampleCandidates(searchSpace(engine, definition.task), count, options.seed);
        const rows = Math.min(snapshot.training, estimator(engine).maximumRows);
        const notes: string[] = [];
        if (rows < snapshot.training) {
          notes.push(
            `${engine} was given a stratified sample of ${rows} of the ${snapshot.training} training rows, its limit`,
          );
        }
        if (count < options.candidates)
          notes.push(`${engine} was given ${count} candidates instead of ${options.candidates}, its limit`);
        if (options.shuffleLabels) notes.push('the labels of the training rows were shuffled on purpose');
        await enterStage(database, runId, 'train', { engine });
        return { engine, candidates, rows, notes };
      });
    },

    trainCandidate(step: CandidateStep): Promise<CandidateResult> {
      return beating(async (signal, note) => {
        const { snapshot, plan, index, model } = step;
        const key = stepKey(step, `candidate/${index}`);
        const finished = await findStep(database, key);
        if (finished !== null) return finished.result as CandidateResult;
        log.info(happened('candidate_started', { key }));
        const result = await threads.run(
          'crossValidate',
          {
            snapshot: await blobs.get(snapshot.hash),
            division: divisionOf(step),
            engine: plan.engine,
            parameters: plan.candidates[index] ?? {},
            range: modelDefinition(model).labelRange,
          },
          { signal, onProgress: (share) => note(`candidate ${index + 1}: ${Math.round(100 * share)}% of the folds`) },
        );
        const { outOfFold, ...figures } = result;
        const outOfFoldHash = await blobs.put(new Uint8Array(outOfFold.buffer));
        const stored = await onceByKey(database, key, async () => ({ index, ...figures, outOfFoldHash }));
        log.info(happened('candidate_finished', { key, meanLoss: stored.meanLoss }));
        return stored;
      });
    },

    trainFinal(step: FinalStep): Promise<TrainedModel> {
      return beating(async (signal) => {
        const { snapshot, plan, results, model } = step;
        const key = stepKey(step, 'final');
        const finished = await findStep(database, key);
        if (finished !== null) return finished.result as TrainedModel;
        const tell = tellWorkflow('train');
        tell(0.9, 'Fitting the chosen candidate on all training rows');
        const chosen = chooseCandidate(
          results.map(({ meanLoss, standardError }) => ({ mean: meanLoss, standardError })),
        );
        const parameters = plan.candidates[chosen] ?? {};
        const outOfFold = await blobs.get(results[chosen]?.outOfFoldHash ?? '');
        const artifact = await threads.run(
          'fitFinal',
          {
            snapshot: await blobs.get(snapshot.hash),
            division: divisionOf(step),
            engine: plan.engine,
            parameters,
            range: modelDefinition(model).labelRange,
            model,
            outOfFold: new Float64Array(outOfFold.slice().buffer),
          },
          { signal },
        );
        const artifactHash = await blobs.put(artifact);
        return await onceByKey(database, key, async () => ({
          artifactHash,
          byteCount: artifact.length,
          chosen,
          parameters,
        }));
      });
    },
  };
}

/** How the run divides its rows, the same in every step. */
export function divisionOf({ model, options }: RunStep): Division {
  return {
    task: modelDefinition(model).task,
    testSize: options.testSize,
    cvFolds: options.cvFolds,
    seed: options.seed,
    shuffleLabels: options.shuffleLabels ?? false,
  };
}
