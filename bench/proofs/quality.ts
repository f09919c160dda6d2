import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EngineName } from '../../engine/engine-names.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

const file = fileURLToPath(new URL('../../../shared/data/telco.csv', import.meta.url));

/** ROC AUC of scikit-learn 1.2.1 and xgboost 1.7.4 on a stratified 80/20 split of the same table (random forest of 100 trees, logistic regression, xgboost hist of 200 trees). */
const references: Partial<Record<EngineName, number>> = { boosting: 0.827, forest: 0.816, logistic: 0.842 };
/** How far below its reference an engine's mean may lie; the standard error of one AUC on this table is 0.013. */
const allowance = 0.01;

/** `perennial fit` with its defaults, as a person runs it: each engine on a public table, mean of several splits. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  if (!existsSync(file)) {
    print(`Skipped: ${file} is not here. It is the Telco customer churn table of IBM.`);
    return { passed: true };
  }
  const seeds = reduced ? [42, 43] : [42, 43, 44, 45, 46];
  const engines: readonly EngineName[] = reduced
    ? ['boosting', 'logistic']
    : ['boosting', 'forest', 'logistic', 'ml-xgboost', 'ml-random-forest'];
  print(`Telco churn, ${seeds.length} seeds\n`);
  print('engine              AUC of each seed                      mean   accuracy   reference');
  let passed = true;
  for (const engine of engines) {
    const fits = [];
    for (const seed of seeds) fits.push(await fitTelco(engine, seed));
    const auc = mean(fits.map((fit) => fit.metrics.roc_auc.value));
    const accuracy = mean(fits.map((fit) => fit.answer.at_half.accuracy));
    const reference = references[engine];
    const each = fits.map((fit) => fit.metrics.roc_auc.value.toFixed(3)).join(' ');
    print(
      `${engine.padEnd(17)} ${each.padEnd(34)} ${auc.toFixed(3).padStart(8)} ${accuracy.toFixed(3).padStart(10)}   ${reference?.toFixed(3) ?? 'none: it gets a sample'}`,
    );
    if (reference === undefined) continue;
    const least = reference - allowance;
    passed = holds(`${engine} AUC`, `${auc.toFixed(3)} (>= ${least.toFixed(3)})`, auc >= least) && passed;
  }
  return { passed };
}

type Fit = {
  readonly metrics: { readonly roc_auc: { readonly value: number } };
  readonly answer: { readonly at_half: { readonly accuracy: number } };
};

async function fitTelco(engine: EngineName, seed: number): Promise<Fit> {
  const command = [
    'cli/main.ts',
    'fit',
    file,
    '--target',
    'Churn',
    '--engine',
    engine,
    '--seed',
    String(seed),
    '--json',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(projectRoot, command[0] ?? ''),
    ...command.slice(1),
  ]);
  return JSON.parse(stdout) as Fit;
}
