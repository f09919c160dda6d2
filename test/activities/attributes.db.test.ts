import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createExtractActivities } from '../../activities/training/extract.ts';
import { createValidateActivities } from '../../activities/training/validate.ts';
import { leaking, simulateFormLeads } from '../../bench/proofs/form-leads/simulate-form-leads.ts';
import { defaultTrainingOptions, type TrainingOptions } from '../../contract/messages.ts';
import type { Snapshot, ValidationReport } from '../../contract/step-types.ts';
import { importFiles } from '../../ingest/import-files.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { attributeColumn, decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { openRun } from '../../store/training/runs.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { suspectsOfXEducation, xEducationLeads } from '../ingest/x-education.ts';
import { crmRows } from '../models/crm-rows.ts';
import { openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { monitorDependencies } from './monitor-rows.ts';

const xEducation = (more = '') => `name: X Education
source: x
tables:
  contacts: { external_id: Prospect ID }
  leads:
    external_id: Lead Number
    contact: Prospect ID
    stage: { column: Converted, words: { '1': won, '0': new } }
    source: Lead Source
    attributes: '*'
${more}`;

describe('the attributes of a training', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const dependencies = monitorDependencies(database, blobs);
  const { extract } = createExtractActivities(dependencies as never);
  const { validate } = createValidateActivities(dependencies as never);
  let runs = 0;
  before(() => openHistory(database));
  beforeEach(() => crmRows(database).clear());
  after(() => dependencies.threads.close());

  async function load(mapping: string, ...texts: readonly string[]): Promise<FileReport[]> {
    const folder = temporaryFolder();
    const mappingFile = join(folder, 'mapping.yaml');
    writeFileSync(mappingFile, mapping);
    const reports: FileReport[] = [];
    for (const [at, text] of texts.entries()) {
      const file = join(folder, `leads-${at}.csv`);
      writeFileSync(file, text);
      const files = await planFiles([file], { mappingFile });
      reports.push(...(await importFiles({ database, files, settings: { timezone: 'UTC' }, now: new Date() })));
    }
    assert.deepEqual(
      reports.map(({ rejected }) => rejected),
      texts.map(() => 0),
    );
    return reports;
  }

  async function trained(more: Partial<TrainingOptions> = {}) {
    const runId = `r/lead_scoring/attributes-${++runs}`;
    const options = { ...defaultTrainingOptions, ...more };
    const now = new Date();
    await openRun(database, {
      ...{
        id: runId,
        retrainId: 'r',
        model: 'lead_scoring',
        seed: 1,
        input: options,
        codeVersion: '0',
        startedAt: now,
      },
    });
    const step = {
      retrainId: 'r',
      runId,
      model: 'lead_scoring',
      options,
      requestedAt: now.toISOString(),
      trigger: 'cli',
    } as const;
    const snapshot = (await new MockActivityEnvironment().run(extract, step)) as Snapshot;
    const report = (await new MockActivityEnvironment().run(validate, { ...step, snapshot })) as ValidationReport;
    const attributes = snapshot.attributes;
    assert.ok(attributes);
    const used = attributes.used.map(({ name }) => name);
    const table = decodeSnapshot(await blobs.get(snapshot.hash));
    assert.deepEqual(
      (table.attributes ?? []).map(({ name }) => name),
      used,
    );
    return { snapshot, report, attributes, used, table };
  }

  it('are those of a form; what is written once the outcome is there is named and left out', async () => {
    const { mapping, leads, handovers } = simulateFormLeads(1, 700, new Date());
    await load(mapping, leads, handovers);
    const { attributes, used, table, report } = await trained();
    assert.deepEqual(attributes.suspects.map(({ name }) => name).sort(), [...leaking].sort());
    const form = ['Budget', 'Employees', 'Industry', 'Landing page', 'Newsletter', 'Visits', 'source'];
    assert.deepEqual(used, ['contact:country', ...form.map((column) => `lead:${column}`)]);
    const budget = attributeColumn(table, 'lead:Budget');
    assert.ok(budget?.kind === 'number' && budget.numbers.some((number) => number > 1_000));
    const status = (check: string) => report.findings?.find((finding) => finding.check === check);
    assert.deepEqual([status('conversations')?.status, status('leakage')?.status], ['ok', 'warning']);
    assert.match(status('leakage')?.message ?? '', /lead:Next step tells the outcome alone .*, left out/);
    // nobody had been handed over when the lead came
    const asked = await trained({ withSuspects: ['Handover', 'Next step'] });
    assert.deepEqual(
      asked.attributes.suspects.map(({ used }) => used),
      [false, true],
    );
    assert.deepEqual((await trained({ attributes: false })).used, []);
  });

  it('are found in an export without any date, in which tags and quality are suspects', async () => {
    const [imported] = await load(xEducation(), xEducationLeads(900, 1));
    assert.match(
      imported?.notes.join() ?? '',
      /900 leads without any date count as having come 34 days before the import/,
    );
    const { snapshot, attributes, used, table } = await trained();
    assert.deepEqual(
      attributes.suspects.map(({ name }) => name),
      suspectsOfXEducation,
    );
    assert.ok(used.includes('lead:Total Time Spent on Website') && used.includes('lead:source'));
    // where nobody knows when leads were won, later moments would tell that the others weren't
    assert.deepEqual([snapshot.rows, snapshot.training + snapshot.testing], [900, 900]);
    assert.deepEqual([...new Set(table.labels)].sort(), [5, 85]);
    assert.deepEqual(snapshot.labels?.ways.undated, table.labels.filter((label) => label === 85).length);
  });

  it('are learnt where a mapping gives all leads one day long ago', async () => {
    await load(xEducation('    created_at: { value: 2020-01-01 }\n'), xEducationLeads(300, 2));
    const { snapshot, attributes } = await trained();
    assert.deepEqual([snapshot.rows, attributes.suspects.map(({ name }) => name)], [300, suspectsOfXEducation]);
    assert.match(snapshot.windowReason ?? '', /^only 0 labels lie within the usual 180 days/);
  });
});
