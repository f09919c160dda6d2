import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { type LabelReport, labelWays } from '../../domain/lead-labels.ts';
import { type Run, readRun } from '../../store/training/runs.ts';
import { listVersions } from '../../store/training/versions.ts';
import { type RunningPipeline, startPipeline } from './running-pipeline.ts';

const model = 'lead_scoring';

type Report = {
  readonly validation: { readonly labels: LabelReport };
  readonly gate: { readonly verdict: string; readonly reason: string };
  readonly comparison: unknown;
  readonly notCompared?: { readonly why: string };
};

describe('lead scoring of a business that stops rating its leads', () => {
  let pipeline: RunningPipeline;
  before(async () => {
    pipeline = await startPipeline({ seed: 4, world: { leads: 400 } });
  });
  after(() => pipeline.close());

  async function train(): Promise<Run & { readonly report: Report }> {
    const options = { ...defaultTrainingOptions, candidates: 1 };
    const { retrainId } = await pipeline.control.start({ models: [model], options, trigger: 'cli' });
    await pipeline.control.waitFor(retrainId);
    return (await readRun(pipeline.database, `${retrainId}/${model}`)) as Run & { readonly report: Report };
  }

  it('learns the ratings while most leads carry one', async () => {
    const { outcome, labelSource, report } = await train();
    assert.deepEqual([outcome, labelSource], ['deployed', 'rating']);
    const { ways, leftOut, reason } = report.validation.labels;
    assert.deepEqual([Object.keys(ways), leftOut], [['rating'], 0]);
    assert.match(reason, /^(\d+) of \1 leads carry a rating: at least 70% are enough to use it$/);
  });

  it('learns them as long as 70% of the leads carry one, and leaves out the others', async () => {
    await pipeline.database.query('update leads set score = null where id % 4 = 0');
    const { labelSource, report } = await train();
    assert.equal(labelSource, 'rating');
    assert.ok(report.validation.labels.leftOut > 80, JSON.stringify(report.validation.labels));
    assert.ok(report.comparison !== null && report.notCompared === undefined);
  });

  it('learns outcomes below that, and the newcomer is not compared by labels that its champion never learnt', async () => {
    await pipeline.database.query('update leads set score = null where id % 2 = 0');
    const { outcome, labelSource, report } = await train();
    assert.deepEqual([outcome, labelSource, report.comparison], ['in_gate', 'outcomes', null]);
    assert.deepEqual([report.notCompared?.why, report.gate.verdict], ['other_labels', 'other_labels']);
    assert.match(
      report.gate.reason,
      /^Not compared with champion .*: .* learnt the business's own rating, and this version what became of the leads: .* It goes on trial/,
    );
    const { ways, leftOut } = report.validation.labels;
    const counted = Object.values(ways).reduce((sum, rows) => sum + rows, 0);
    assert.deepEqual([leftOut, counted], [0, (await trainedRows()) ?? -1]);
    assert.ok(Object.keys(ways).every((way) => (labelWays as readonly string[]).includes(way)));
    assert.ok((ways.dated ?? 0) > 50 && (ways.nothing ?? 0) > 10, JSON.stringify(ways));
  });

  it('keeps the source of each version beside it', async () => {
    const versions = await listVersions(pipeline.database, model);
    assert.deepEqual(
      versions.map(({ labelSource }) => labelSource),
      ['outcomes', 'rating', 'rating'],
    );
    const [newest] = versions;
    const { data } = newest.card as { data: { labels: LabelReport } };
    assert.equal(data.labels.source, 'outcomes');
  });

  async function trainedRows(): Promise<number | undefined> {
    const [row] = await pipeline.database.query<{ rows: number }>(
      'select training_samples + testing_samples as rows from runs order by started_at desc limit 1',
    );
    return row?.rows;
  }
});
