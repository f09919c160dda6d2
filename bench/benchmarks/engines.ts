import { type EngineName, engineNames, type Matrix } from '../../engine/estimator.ts';
import { estimator } from '../../engine/estimators.ts';
import { fitPipeline, predictRaw } from '../../engine/fit-pipeline.ts';
import { rocAuc } from '../../engine/metrics/ranking.ts';
import { createRandom } from '../../engine/random.ts';
import { sampleCandidates } from '../../engine/search/search-space.ts';
import { searchSpace } from '../../models/search-space.ts';
import { holds, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

const features = 32;
const holdoutRows = 2_000;
/** Fits slower than this are not repeated: their noise is small beside their length. */
const patience = 5_000;

/** Every engine with its default parameters on the same synthetic classification tables. Ratios are against logistic regression. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const sizes = reduced ? [160] : [160, 500, 1_000, 5_000];
  const holdout = table(holdoutRows, 2);
  print(`${features} features, medians of up to 5 fits; AUC on ${holdoutRows} other rows\n`);
  print('rows   engine              fit     ratio   AUC     rows given');
  const scores: number[] = [];
  for (const rows of sizes) {
    const training = table(rows, 1);
    let reference = Number.NaN;
    for (const engine of [...engineNames].sort((a, b) => Number(b === 'logistic') - Number(a === 'logistic'))) {
      const measured = await measure(engine, training, holdout);
      if (engine === 'logistic') reference = measured.time;
      scores.push(measured.auc);
      print(
        `${String(rows).padEnd(6)} ${engine.padEnd(17)} ${`${measured.time.toFixed(1)} ms`.padStart(11)} ${(measured.time / reference).toFixed(1).padStart(7)}x  ${measured.auc.toFixed(3)}   ${measured.given}`,
      );
    }
  }
  print();
  return {
    passed: holds(
      'least AUC',
      `${Math.min(...scores).toFixed(3)} (> 0.7: every engine learns)`,
      Math.min(...scores) > 0.7,
    ),
  };
}

type Table = { readonly x: Matrix; readonly y: Float64Array };

/** Six informative features, an interaction, noise; 45% positive. */
function table(rows: number, seed: number): Table {
  const random = createRandom(seed);
  const values = Float64Array.from({ length: rows * features }, () => random.normal());
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values.subarray(row * features, row * features + 6);
    y[row] = a + b - c + d * e + 0.5 * f + random.normal() > 0.2 ? 1 : 0;
  }
  return { x: { rows, columns: features, values }, y };
}

async function measure(engine: EngineName, training: Table, holdout: Table) {
  const [parameters = {}] = sampleCandidates(searchSpace(engine, 'classification'), 1, 1);
  const times: number[] = [];
  let auc = Number.NaN;
  let given = 0;
  for (let repeat = 0; repeat < 5; repeat++) {
    const started = performance.now();
    const pipeline = await fitPipeline({
      ...training,
      task: 'classification',
      estimator: estimator(engine),
      parameters,
      seed: 1,
    });
    times.push(performance.now() - started);
    const { value } = rocAuc(holdout.y, predictRaw(pipeline, holdout.x));
    pipeline.model.free();
    auc = value ?? 0;
    given = pipeline.trainedRows;
    if ((times[0] ?? 0) > patience) break;
  }
  return { time: quantile(times, 0.5), auc, given };
}
