import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { engineNames } from '../../engine/estimator.ts';
import { importCdnow, trainCdnow } from '../../test/guide/cdnow.ts';
import { startPipeline } from '../../test/workflows/running-pipeline.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

const file = fileURLToPath(new URL('../../../shared/data/cdnow.csv', import.meta.url));
const bar = 0.75;

/** Every engine on the history of a real shop: who of 23,570 customers will not buy again within nine months. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  if (!existsSync(file)) {
    print(`Skipped: ${file} is not here. It is CDNOW_master of CamDavidsonPilon/lifetimes.`);
    return { passed: true };
  }
  const pipeline = await startPipeline({ seed: null });
  try {
    const counts = await importCdnow(pipeline, file);
    print(`Imported ${counts.contacts} contacts and ${counts.purchases} purchases.\n`);
    print('engine              AUC [95% interval]       accuracy   F1      training rows');
    const aucs = new Map<string, number>();
    for (const engine of reduced ? (['logistic'] as const) : engineNames) {
      const run = await trainCdnow(pipeline, engine);
      const { rocAuc, accuracy, f1 } = run.metrics;
      aucs.set(engine, rocAuc ?? 0);
      const { low, high } = run.intervals.rocAuc ?? { low: Number.NaN, high: Number.NaN };
      print(
        `${engine.padEnd(17)} ${rocAuc?.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]      ${accuracy?.toFixed(3)}      ${f1?.toFixed(3)}   ${run.training}${run.notes.length === 0 ? '' : ` (${run.notes.join('; ')})`}`,
      );
    }
    print();
    const auc = aucs.get('logistic') ?? 0;
    return { passed: holds('logistic AUC', `${auc.toFixed(3)} (>= ${bar})`, auc >= bar) };
  } finally {
    await pipeline.close();
  }
}
