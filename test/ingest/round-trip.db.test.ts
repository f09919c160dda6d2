import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { writeCsvFolder } from '../../ingest/export/write-csv-folder.ts';
import { importFiles } from '../../ingest/import-files.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { definitions } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import type { FeatureRow } from '../../store/artifacts/feature-rows.ts';
import type { Database } from '../../store/database/database.ts';
import { runOnce } from '../cli/run-cli.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { businessOf, writeFiles } from './round-trip/business.ts';
import { extractAll } from './round-trip/extract-all.ts';
import { present } from './round-trip/extract-snapshots.ts';
import { knowledge, type SystemName, systems } from './round-trip/knowledge.ts';
import { measureKnowledge, subjectNumber } from './round-trip/measure-knowledge.ts';

const world = simulateWorld({ seed: 3, now: present, contacts: 1_000, conversations: 750, leads: 600 });

async function importFolder(database: Database, folder: string): Promise<FileReport[]> {
  const files = await planFiles(readdirSync(folder).map((name) => join(folder, name)));
  return await importFiles({ database, files, settings: { timezone: 'UTC' }, now: new Date() });
}

async function trainingRows(database: Database, model: ModelName): Promise<FeatureRow[]> {
  const definition = definitions[model];
  const { horizonDays, windowDays, populationDays } = definition;
  const asOf = defaultAsOf(definition, present, horizonDays);
  return await database.query<FeatureRow>(trainingQuery(definition), [asOf, horizonDays, windowDays, populationDays]);
}

/** Won leads are labelled from 70 on. Salesforce says only on which day a deal was closed: that is up to a third of a point. */
function furthestConverted(
  original: readonly FeatureRow[],
  imported: readonly FeatureRow[],
  bought: ReadonlySet<string>,
): number {
  const labels = new Map(imported.map((row) => [subjectNumber(row), row.label]));
  const converted = original.filter((row) => row.label >= 70 && !bought.has(row.subject));
  return Math.max(0, ...converted.map((row) => Math.abs(row.label - (labels.get(subjectNumber(row)) ?? row.label))));
}

describe('a simulated business that was written as CSV and imported elsewhere', async () => {
  const [original, imported, again] = [await openTestDatabase(), await openTestDatabase(), await openTestDatabase()];
  const folder = temporaryFolder();
  let reports: FileReport[];

  before(async () => {
    await writeCsvFolder({ folder, world });
    await writeWorld({ database: original, world });
    reports = await importFolder(imported, folder);
  });

  it('goes in whole', () => {
    assert.equal(reports.length, 11);
    for (const { file, read, stored, rejected } of reports) assert.deepEqual([file, stored, rejected], [file, read, 0]);
  });

  it('has the same snapshot for each model, and is still known to be simulated', async () => {
    const [expected, found] = [await extractAll(original), await extractAll(imported)];
    assert.deepEqual(found, expected);
    assert.deepEqual(
      modelNames.map((model) => found[model].synthetic),
      [true, true, true],
    );
  });

  it('goes in by the command line as well', async () => {
    const files = join(temporaryFolder(), 'business');
    const env = { DATABASE_URL: again.url, PERENNIAL_HOME: temporaryFolder() };
    const counts = '--contacts 1000 --conversations 750 --leads 600 --seed 3 --until 2026-11-22T00:00:00Z';
    assert.equal((await runOnce(['generate', '--csv', files, ...counts.split(' ')], { env })).code, 0);
    const { code, stderr } = await runOnce(['import', files], { env });
    assert.equal(code, 0, stderr);
    assert.deepEqual(await extractAll(again), await extractAll(original));
  });
});

describe('the same business by the exports of', async () => {
  const original = await openTestDatabase();
  const expected: Partial<Record<ModelName, FeatureRow[]>> = {};
  /** Leads whose contacts bought later: an order converts a lead too, and most of these systems know no orders. */
  let bought: ReadonlySet<string>;

  before(async () => {
    await writeWorld({ database: original, world });
    // a rating that a person gave is in no column that a preset may trust: the label is what became of the lead
    await original.query('update leads set score = null, scored_at = null');
    for (const model of modelNames) expected[model] = await trainingRows(original, model);
    const leads = await original.query<{ subject: string }>(
      `select l.external_id as subject from leads as l
       where exists (select from purchases as p where p.contact_id = l.contact_id and p.purchased_at >= l.created_at)`,
    );
    bought = new Set(leads.map(({ subject }) => subject));
  });

  for (const system of Object.keys(systems) as SystemName[]) {
    it(`${system} is known column by column as far as that system can know it`, async () => {
      const imported = await openTestDatabase();
      const folder = temporaryFolder();
      writeFiles(folder, systems[system](businessOf(world)));
      for (const { file, rejected, causes } of await importFolder(imported, folder))
        assert.equal(rejected, 0, `${file} ${JSON.stringify(causes)}`);
      for (const model of modelNames) {
        const rows = await trainingRows(imported, model);
        const found = measureKnowledge(model, expected[model] ?? [], rows);
        assert.deepEqual(found, knowledge[system][model], `${system}, ${model}`);
        if (model === 'lead_scoring') assert.ok(furthestConverted(expected[model] ?? [], rows, bought) < 0.5, system);
      }
    });
  }
});
