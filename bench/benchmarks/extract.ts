import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { withLiterals } from '../../store/database/copy-out.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { testDatabase } from '../../test/infrastructure.ts';
import { holds, print } from '../figures.ts';
import { writeFigures } from '../page.ts';
import type { RunOptions } from '../run-named.ts';
import { runStep } from './extract/run-step.ts';
import { scansPerRow } from './extract/scans.ts';
import { benchNow, type StepFigures } from './extract/step.ts';

/** Contacts; each has 50 messages. */
const sizes = { full: [10_000, 100_000], reduced: [1_000, 4_000] } as const;
/** Time over time, divided by size over size. */
const mostGrowth = 1.3;
const mostBytes = 2 ** 30;

type Line = {
  readonly work: string;
  readonly smaller: StepFigures;
  readonly larger: StepFigures;
  readonly growth: number;
  readonly reached: boolean;
};

/**
 * `npm run bench -- extract [--sizes A,B] [--before FOLDER] [--reduced] [--write]`: simulates a business of either size and freezes the
 * training set of each model, each step in a process of its own. `--before` does the same by another checkout that has this folder's files.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const given = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const [small, large] = given('--sizes')?.split(',').map(Number) ?? sizes[reduced ? 'reduced' : 'full'];
  const checkout = given('--before') ?? projectRoot;
  const load = loadavg().map((each) => each.toFixed(0))[0];
  const circumstances = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${load} at the start; node ${process.versions.node}; ${small} and ${large} contacts, one round.`;
  print(circumstances);
  const folder = await mkdtemp(join(tmpdir(), 'perennial-bench-extract-'));
  try {
    const smaller = await measure(checkout, folder, small);
    const larger = await measure(checkout, folder, large);
    const judged = !reduced && given('--sizes') === undefined;
    const lines = [...smaller.figures.keys()].map((work) => {
      const [one, other] = [smaller.figures.get(work), larger.figures.get(work)] as [StepFigures, StepFigures];
      const growth = other.seconds / one.seconds / (large / small);
      const fits = other.peakBytes === null || other.peakBytes < mostBytes;
      const reached = !judged || (growth <= mostGrowth && fits);
      holds(work, `${said(one)}; ${said(other)}; ${growth.toFixed(2)} x linear (<= ${mostGrowth}, < 1 GiB)`, reached);
      return { work, smaller: one, larger: other, growth, reached };
    });
    const scans = holds('tables read whole per subject', larger.scans.join(', ') || 'none', larger.scans.length === 0);
    if (args.includes('--write')) writeFigures('extract', circumstances, tableOf(lines, [small, large]));
    return { passed: scans && lines.every(({ reached }) => reached) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  checkout: string,
  folder: string,
  contacts: number,
): Promise<{ readonly figures: ReadonlyMap<string, StepFigures>; readonly scans: readonly string[] }> {
  const { url, close } = await testDatabase();
  try {
    const figures = new Map<string, StepFigures>();
    figures.set('simulation', await runStep(checkout, 'simulate', url, String(contacts)));
    for (const model of modelNames) {
      figures.set(`training set, ${model}`, await runStep(checkout, 'extract', url, folder, model));
    }
    const database = await openDatabase(url);
    const scans = await Promise.all(modelNames.map((model) => scansOf(database, model))).finally(database.close);
    return { figures, scans: scans.flat() };
  } finally {
    await close();
  }
}

async function scansOf(database: Database, model: ModelName): Promise<readonly string[]> {
  const definition = modelDefinition(model);
  const { horizonDays, windowDays, populationDays } = definition;
  const parameters = [defaultAsOf(definition, benchNow, horizonDays), horizonDays, windowDays, populationDays];
  const sql = withLiterals(trainingQuery(definition), parameters);
  const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Parameters<typeof scansPerRow>[0] }] }>(
    `explain (format json) ${sql}`,
  );
  return scansPerRow(row['QUERY PLAN'][0].Plan).map((table) => `${table} (${model})`);
}

function said({ seconds, rows, bytes, peakBytes }: StepFigures): string {
  const memory = peakBytes === null ? '' : `, peak ${Math.round(peakBytes / 1e6)} MB`;
  const size = bytes === 0 ? '' : `, ${(bytes / 1e6).toFixed(1)} MB`;
  return `${rows.toLocaleString('en')}${size} in ${seconds.toFixed(1)} s${memory}`;
}

function tableOf(lines: readonly Line[], [small, large]: readonly number[]): string {
  const rows = lines.map(
    ({ work, smaller, larger, growth, reached }) =>
      `| ${work} | ${said(smaller)} | ${said(larger)} | ${growth.toFixed(2)} | <= ${mostGrowth}, < 1 GiB: ${reached ? 'reached' : '**not reached**'} |`,
  );
  const head = `| work | ${small} contacts | ${large} contacts | time over size | to reach |`;
  return [head, '|---|---|---|---|---|', ...rows].join('\n');
}
