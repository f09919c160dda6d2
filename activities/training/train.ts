import { totalmem } from 'node:os';
import type {
  AdvanceStep,
  CandidateResult,
  CandidateStep,
  FinalStep,
  SnapshotStep,
  TrainedModel,
  TrainingPlan,
} from '../../contract/step-types.ts';
import { splitStyle } from '../../engine/categories/encoding-style.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { withBudget } from '../../engine/search/budget.ts';
import { advance } from '../../engine/search/halving.ts';
import { byteLengthOfPrepared, type PreparedData } from '../../jobs/prepare.ts';
import { modelDefinition } from '../../models/registry.ts';
import { keepArtifact } from '../../store/artifacts/keep-artifact.ts';
import { findStep, onceByKey } from '../../store/training/steps.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { stepKey } from '../step-key.ts';
import { tellWorkflow } from '../tell-workflow.ts';
import { adaptChampion } from './adapt-champion.ts';
import { createByteCache } from './byte-cache.ts';
import { divisionOf } from './division-of.ts';
import { enterStage } from './enter-stage.ts';
import { planSearch } from './plan-search.ts';
import { reportSearch } from './report-search.ts';

/**
 * Limit for the prepared rows that a process keeps: those of the current run (about 60 MB at 100,000 rows of 32 features) and
 * of a few earlier ones.
 */
const preparedBytes = Math.min(2 ** 30, totalmem() / 8);

/** The search: one activity fits one candidate at one rung on all folds, in a thread. A finished candidate is never fitted again. */
export function createTrainActivities({ database, blobs, threads, log }: ActivityDependencies) {
  const prepared = createByteCache(preparedBytes, byteLengthOfPrepared);

  /** The rows of this run for this engine and a candidate's style of encoding: decoded, divided and binned once per process, for any number of candidates. */
  function prepareData(
    step: SnapshotStep,
    engine: EngineName,
    candidate: Parameters,
    signal: AbortSignal,
  ): Promise<PreparedData> {
    const division = divisionOf(step);
    const { style: parameters } = splitStyle(candidate);
    const key = JSON.stringify([step.snapshot.hash, division, engine, parameters]);
    return prepared.get(key, signal, async () => {
      const snapshot = await blobs.get(step.snapshot.hash);
      return await threads.run('prepare', { snapshot, division, engine, parameters }, { signal });
    });
  }

  return {
    planTraining({ runId, model, options, snapshot }: SnapshotStep): Promise<TrainingPlan> {
      return beating(async () => {
        const plan = planSearch(model, options, {
          trainingRows: snapshot.moments?.training ?? snapshot.training,
          features: snapshot.features,
          hasCategories: snapshot.attributes?.used.some(({ kind }) => kind === 'category') ?? false,
        });
        await enterStage(database, runId, 'train', { engine: plan.engine });
        return plan;
      });
    },

    trainCandidate(step: CandidateStep): Promise<CandidateResult> {
      return beating(async (signal, note) => {
        const { engine, rung, index, parameters, share, last, model } = step;
        const key = stepKey(step, `candidate/${rung}/${index}`);
        const finished = await findStep(database, key);
        if (finished !== null) return finished.result as CandidateResult;
        log.info(happened('candidate_started', { key }));
        const { outOfFold, ...figures } = await threads.run(
          'crossValidate',
          {
            data: await prepareData(step, engine, parameters, signal),
            division: divisionOf(step),
            engine,
            parameters: withBudget(engine, parameters, share),
            range: modelDefinition(model).labelRange,
          },
          { signal, onProgress: (done) => note(`candidate ${index + 1}: ${Math.round(100 * done)}% of the folds`) },
        );
        const stored = await onceByKey(database, key, async (em) => {
          const outOfFoldHash = last ? await keepArtifact(em, blobs, new Uint8Array(outOfFold.buffer)) : null;
          return { index, ...figures, outOfFoldHash };
        });
        log.info(happened('candidate_finished', { key, meanLoss: stored.meanLoss }));
        return stored;
      });
    },

    /** The candidates that go on to the next rung, by index. */
    promoteCandidates({ results, count }: AdvanceStep): Promise<number[]> {
      return beating(async () =>
        advance(
          results.map(({ index, meanLoss }) => ({ index, mean: meanLoss })),
          count,
        ),
      );
    },

    trainFinal(step: FinalStep): Promise<TrainedModel> {
      return beating(async (signal) => {
        const { plan, results, model } = step;
        const key = stepKey(step, 'final');
        const finished = await findStep(database, key);
        if (finished !== null) return finished.result as TrainedModel;
        const tell = tellWorkflow('train');
        tell(0.9, 'Fitting the chosen candidate on all training rows');
        const { search, parameters, outOfFoldHash } = reportSearch(plan, results, step.options.cvFolds);
        const outOfFold = await blobs.get(outOfFoldHash);
        const artifact = await threads.run(
          'fitFinal',
          {
            data: await prepareData(step, plan.engine, parameters, signal),
            division: divisionOf(step),
            engine: plan.engine,
            parameters,
            range: modelDefinition(model).labelRange,
            model,
            outOfFold: new Float64Array(outOfFold.slice().buffer),
          },
          { signal },
        );
        const contest = await adaptChampion(
          { database, blobs, threads, log },
          step,
          { engine: plan.engine, parameters },
          signal,
        );
        const cameSince = contest === null ? {} : { cameSince: contest.since };
        if (contest === null || contest.adapted === null) {
          return await onceByKey(database, key, async (em) => ({
            artifactHash: await keepArtifact(em, blobs, artifact),
            outOfFoldHash,
            byteCount: artifact.length,
            parameters,
            search,
            ...cameSince,
          }));
        }
        const { artifact: adapted, engine, adaptation } = contest.adapted;
        return await onceByKey(database, key, async (em) => ({
          artifactHash: await keepArtifact(em, blobs, adapted),
          byteCount: adapted.length,
          parameters,
          search,
          ...cameSince,
          adapted: { engine, adaptation },
        }));
      });
    },
  };
}
