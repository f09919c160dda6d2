import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type EngineName, engineNames } from '../../engine/engine-names.ts';
import { startPipeline } from '../../test/workflows/running-pipeline.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { importCdnow, trainCdnow } from './cdnow/shop.ts';

const file = fileURLToPath(new URL('../../../shared/data/cdnow.csv', import.meta.url));
/** ROC AUC of scikit-learn 1.2.1 and xgboost 1.7.4 with RFM features, on a random split of their own. */
const references: Partial<Record<EngineName, number>> = { boosting: 0.757, forest: 0.737, logistic: 0.774 };
/** How far below its reference an engine's mean over the seeds may lie. */
const allowance = 0.01;

/** Every engine on the history of a real shop: who of 23,570 customers will not buy again within nine months. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  if (!existsSync(file)) {
    print(`Skipped: ${file} is not here. It is CDNOW_master of CamDavidsonPilon/lifetimes.`);
    return { passed: true };
  }
  const pipeline = await startPipeline({ seed: null });
  try {
    const counts = await importCdnow(pipeline, file);
    let passed = holds(
      'imported',
      `${counts.contacts} contacts and ${counts.purchases} purchases`,
      counts.contacts === 23_570 && counts.purchases === 69_659,
    );
    print('\nengine              AUC [95% interval]       accuracy   F1      training rows');
    for (const engine of reduced ? (['logistic', 'boosting'] as const) : engineNames) {
      const reference = references[engine];
      const aucs: number[] = [];
      for (const seed of reduced || reference === undefined ? [42] : [42, 43, 44, 45, 46]) {
        const run = await trainCdnow(pipeline, engine, seed);
        const { rocAuc, accuracy, f1 } = run.metrics;
        aucs.push(rocAuc ?? 0);
        const { low, high } = run.intervals.rocAuc ?? { low: Number.NaN, high: Number.NaN };
        print(
          `${engine.padEnd(17)} ${rocAuc?.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]      ${accuracy?.toFixed(3)}      ${f1?.toFixed(3)}   ${run.training}${run.notes.length === 0 ? '' : ` (${run.notes.join('; ')})`}`,
        );
      }
      if (reference === undefined) continue;
      const auc = mean(aucs);
      const least = reference - allowance;
      passed = holds(`${engine} AUC`, `${auc.toFixed(3)} (>= ${least.toFixed(3)})`, auc >= least) && passed;
    }
    return { passed };
  } finally {
    await pipeline.close();
  }
}
