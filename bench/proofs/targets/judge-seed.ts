import { defaultTrainingOptions } from '../../../contract/messages.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { checkTargets, type Metrics, type TargetResult, targets } from '../../../domain/targets.ts';
import type { Matrix } from '../../../engine/data/matrix.ts';
import { estimator } from '../../../engine/estimators.ts';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import { classificationMetrics } from '../../../engine/metrics/classification.ts';
import { regressionMetrics } from '../../../engine/metrics/regression.ts';
import { fitPipeline, predictRaw } from '../../../engine/predictor/fit-pipeline.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { createRandom, hashSeed } from '../../../engine/random.ts';
import { columnsOf } from '../../../jobs/raw-columns.ts';
import { divide, toTrainingAttributes } from '../../../jobs/training-set.ts';
import { modelDefinition } from '../../../models/registry.ts';
import { rowsFor } from '../../../serving/answers/reading.ts';
import { matrixOf } from '../../../serving/answers/score-rows.ts';
import { decodeSnapshot, type SnapshotTable } from '../../../store/artifacts/snapshot-table.ts';
import { type Run, runsOfRetrain } from '../../../store/training/runs.ts';
import { readVersionById } from '../../../store/training/versions.ts';
import { type RunningPipeline, startPipeline } from '../../../test/workflows/running-pipeline.ts';
import { type FreshSubjects, freshSubjects } from './fresh-subjects.ts';
import { bestSingleFeature, strength } from './single-feature.ts';

export type Interval = { readonly low: number; readonly high: number };

export type ModelJudgement = {
  readonly model: ModelName;
  readonly training: number;
  readonly testing: number;
  /** Share of positive labels among all rows of the default business. */
  readonly positives: number;
  readonly holdout: Metrics;
  readonly intervals: Readonly<Record<string, Interval>>;
  /** On the fresh subjects. */
  readonly fresh: readonly TargetResult[];
  /** R² or ROC AUC on the fresh subjects: of the model, of the hidden truth, of the best single feature. */
  readonly strength: number;
  readonly ceiling: number;
  readonly single: { readonly name: string; readonly strength: number };
  /** The same of models that were trained on shuffled labels. */
  readonly shuffled: readonly number[];
};

/** A default business of its own, all models through `retrain`, each judged on fresh subjects of the same world. */
export async function judgeSeed(seed: number, shuffles: number): Promise<ModelJudgement[]> {
  const pipeline = await startPipeline({ seed });
  try {
    const { retrainId } = await pipeline.control.start({ options: defaultTrainingOptions, trigger: 'cli' });
    const [fresh] = await Promise.all([freshSubjects(seed), pipeline.control.waitFor(retrainId)]);
    const runs = await runsOfRetrain(pipeline.database, retrainId);
    const judgements: ModelJudgement[] = [];
    for (const model of modelNames) {
      const run = runs.find((each) => each.model === model);
      const subjects = fresh.get(model);
      if (run === undefined || subjects === undefined) throw new Error(`seed ${seed}: ${model} has no run`);
      judgements.push(await judgeModel(pipeline, model, run, subjects, shuffles));
    }
    return judgements;
  } finally {
    await pipeline.close();
  }
}

async function judgeModel(
  { database, blobs }: RunningPipeline,
  model: ModelName,
  run: Run,
  subjects: FreshSubjects,
  shuffles: number,
): Promise<ModelJudgement> {
  if (run.versionId === null) throw new Error(`${run.id} made no version: ${JSON.stringify(run.error)}`);
  const { task } = modelDefinition(model);
  const version = await readVersionById(database, run.versionId);
  const table = decodeSnapshot(await blobs.get(version.snapshotHash));
  const predictor = await loadPredictor(await blobs.get(version.artifactHash));
  try {
    const x = matrixOf(predictor, rowsFor({ predictor }, subjects, subjects.rows));
    const { output } = predictor.predict(x);
    return {
      model,
      training: run.trainingSamples ?? 0,
      testing: run.testingSamples ?? 0,
      positives: table.labels.reduce((sum, label) => sum + label, 0) / table.labels.length,
      holdout: run.metrics as Metrics,
      intervals: (run.report as { intervals: Record<string, Interval> }).intervals,
      fresh: checkTargets(targets[model], metricsOf(predictor, subjects.y, output)),
      strength: strength(task, subjects.y, output),
      ceiling: strength(task, subjects.y, subjects.truth),
      single: bestSingleFeature(task, x, subjects.y, predictor.description.featureNames),
      shuffled: await shuffledStrengths(model, table, predictor, { x, y: subjects.y }, shuffles),
    };
  } finally {
    predictor.free();
  }
}

function metricsOf({ description: { finish } }: Predictor, y: Float64Array, p: Float64Array): Metrics {
  const measured =
    finish.task === 'regression' ? regressionMetrics(y, p) : classificationMetrics(y, p, finish.threshold.value);
  return Object.fromEntries(Object.entries(measured).map(([name, { value }]) => [name, value]));
}

/** The chosen parameters fitted on the run's training rows with their labels shuffled, judged by the true labels. */
async function shuffledStrengths(
  model: ModelName,
  table: SnapshotTable,
  predictor: Predictor,
  subjects: { readonly x: Matrix; readonly y: Float64Array },
  shuffles: number,
): Promise<number[]> {
  const { labelRange: range } = modelDefinition(model);
  const { task, engine, parameters } = predictor.description;
  const columns = columnsOf(predictor);
  const { x, y, groups } = divide(table, defaultTrainingOptions.testSize, columns).training;
  const attributes = toTrainingAttributes(columns, groups, 1);
  const strengths: number[] = [];
  for (let shuffle = 0; shuffle < shuffles; shuffle++) {
    const seed = hashSeed(table.contacts[0] ?? '', 'shuffled', shuffle);
    const shuffled = createRandom(seed).shuffle(y.slice());
    const pipeline = await fitPipeline({
      ...{ x, y: shuffled, task, attributes, estimator: estimator(engine), parameters, seed, range },
    });
    strengths.push(strength(task, subjects.y, predictRaw(pipeline, subjects.x, range)));
    pipeline.model.free();
  }
  return strengths;
}
