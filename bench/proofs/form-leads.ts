import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import type { AttributeReport } from '../../domain/attributes.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import { loadPredictor } from '../../engine/file/predictor-file.ts';
import { rocAuc } from '../../engine/metrics/ranking.ts';
import { importFiles } from '../../ingest/import-files.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { columnsOf, rawMatrix } from '../../jobs/raw-columns.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { readChampion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../../test/infrastructure.ts';
import { startPipeline } from '../../test/workflows/running-pipeline.ts';
import { obtainPeers, peersEnvironment } from '../benchmarks/engine/peers.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { leaking, simulateFormLeads } from './form-leads/simulate-form-leads.ts';

/** How far the product's AUC may lie below LightGBM's, as a mean over seeds. */
const allowance = 0.02;
const leads = 2_500;
/** From this label on a lead was converted. */
const converted = 70;

/**
 * Businesses whose leads come by a form, with a known truth: imported through a mapping, trained by `retrain` on a real Temporal and
 * PostgreSQL, and judged on the held-out leads beside LightGBM, which learns from the same columns of the same leads.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? range(1, reduced ? 2 : 10);
  const python = obtainPeers(print);
  const judged = [];
  for (const seed of seeds) {
    const { own, peer, truth, report } = await judge(seed, reduced, python);
    judged.push({ own, peer, found: leaking.every((name) => isLeftOut(name, report)), report });
    const suspects = report.suspects.map(({ name, reason }) => `${name} ${reason}`).join('; ');
    print(
      `seed ${seed}: AUC ${own.toFixed(3)}, LightGBM ${peer.toFixed(3)}, truth ${truth.toFixed(3)}; suspects: ${suspects}`,
    );
  }
  const [own, peer] = [mean(judged.map((each) => each.own)), mean(judged.map((each) => each.peer))];
  const found = judged.filter((each) => each.found).length;
  const honest = judged.filter(({ report }) => report.suspects.length > leaking.length).length;
  print('\nFigures');
  const verdicts = [
    holds('AUC of converted', `${own.toFixed(3)}, LightGBM ${peer.toFixed(3)}`, own >= peer - allowance),
    holds(
      'seeds at which both columns known afterwards are found and left out',
      `${found} of ${seeds.length}`,
      found === seeds.length,
    ),
    holds('seeds at which an honest column is suspected', `${honest} of ${seeds.length}`, honest === 0),
  ];
  return { passed: verdicts.every(Boolean) };
}

function isLeftOut(name: string, { used, suspects }: AttributeReport): boolean {
  return suspects.some((each) => each.name === name) && !used.some((each) => each.name === name);
}

async function judge(seed: number, reduced: boolean, python: string) {
  const business = simulateFormLeads(seed, leads, new Date());
  const pipeline = await startPipeline({ seed: null });
  try {
    const { database, blobs, control } = pipeline;
    const folder = temporaryFolder();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const mappingFile = file('mapping.yaml', business.mapping);
    const exports = [file('leads.csv', business.leads), file('handovers.csv', business.handovers)];
    for (const each of exports) {
      const files = await planFiles([each], { mappingFile });
      const reports = await importFiles({ database, files, settings: { timezone: 'UTC' }, now: new Date() });
      if (reports.some(({ rejected }) => rejected > 0)) throw new Error(`seed ${seed}: ${each} has rejected rows`);
    }
    const options = { ...defaultTrainingOptions, seed, candidates: reduced ? 8 : defaultTrainingOptions.candidates };
    const { retrainId } = await control.start({ models: ['lead_scoring'], options, trigger: 'cli' });
    await control.waitFor(retrainId);
    const champion = await readChampion(database, 'lead_scoring');
    if (champion === null) throw new Error(`seed ${seed}: nothing was deployed`);
    const report = (champion.card as { data: { attributes: AttributeReport } }).data.attributes;

    const table = decodeSnapshot(await blobs.get(champion.snapshotHash));
    const predictor = await loadPredictor(await blobs.get(champion.artifactHash));
    const { output } = predictor.predict(rawMatrix(table, columnsOf(predictor)));
    predictor.free();
    // as of 48 hours: the first row of each lead
    const first = [...table.subjects.keys()].filter((row) => table.subjects[row] !== table.subjects[row - 1]);
    const isConverted = (row: number) => ((table.labels[row] ?? 0) >= converted ? 1 : 0);
    const isHeld = (row: number) => isHeldOut(table.contacts[row] ?? '', options.testSize);
    const held = first.filter(isHeld);
    const y = Float64Array.from(held, isConverted);
    const aucOf = (scoreOf: (row: number) => number) => rocAuc(y, Float64Array.from(held, scoreOf)).value ?? Number.NaN;
    const columns = (table.attributes ?? []).map((each) => {
      const values = first.map((row) => (each.kind === 'number' ? finite(each.numbers[row]) : each.texts[row]));
      return { kind: each.kind, values };
    });
    return {
      own: aucOf((row) => (output[row] ?? Number.NaN) / 100),
      truth: aucOf((row) => business.chances.get(table.subjects[row] ?? '') ?? Number.NaN),
      peer: askPeer(python, { columns, labels: first.map(isConverted), held: first.map(isHeld) }),
      report,
    };
  } finally {
    await pipeline.close();
  }
}

function finite(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}

function askPeer(python: string, input: object): number {
  const program = join(projectRoot, 'bench', 'peers', 'form_leads.py');
  const { status, stdout, stderr } = spawnSync(python, [program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: peersEnvironment(1),
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`LightGBM failed: ${stderr.slice(-1_500)}`);
  return (JSON.parse(stdout) as { auc: number }).auc;
}
