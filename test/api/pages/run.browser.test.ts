import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { RunDetails } from '../../../api/ports.ts';
import { PerennialError } from '../../../domain/errors.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { churnDetails, failedDetails, leadDetails, oldDetails } from '../run-details.ts';

/** The tests know nothing of the DOM. */
type Drawn = { readonly dataset: Readonly<Record<string, string>> };

const running: RunDetails = {
  ...oldDetails,
  run: {
    ...oldDetails.run,
    ...{ id: 'r3/churn', retrainId: 'r3', model: 'churn', state: 'running', outcome: null, version: null },
    ...{ metrics: null, finishedAt: null },
  },
  ...{ stage: 'train', progress: 40, message: 'Training: candidate 4 of 6', report: null },
  entered: leadDetails.entered.slice(0, 3),
};

describe('the page of a run', () => {
  const world = fakeWorld({ details: [leadDetails, churnDetails, oldDetails, failedDetails, running] });
  let opened: OpenPage;
  before(async () => {
    opened = await openPage(fakePorts(world), { expected: /status of (403|404|503)/ });
  });
  after(() => opened?.close());

  /** The exact numbers of what is drawn, as the page holds them. */
  async function drawn(selector: string, ...names: string[]): Promise<number[][]> {
    const all = await opened.page
      .locator(selector)
      .evaluateAll((found) => found.map((each) => ({ ...(each as unknown as Drawn).dataset })));
    return all.map((data) => names.map((name) => Number(data[name])));
  }

  async function report(id: string) {
    return (await opened.api.call('GET', `/api/v1/runs/${id}`)).body;
  }

  it('says what came of a training, when each step took how long, and where its workflow is', async () => {
    const { page, show } = opened;
    await show('run/r1/lead_scoring');
    await page.getByText('Version 2024-01-15.1 was good enough to serve, and was deployed.').waitFor();
    await page.getByText('Not worse than champion 2024-01-08.1. It is deployed.').waitFor();
    const { stages, workflow } = await report('r1/lead_scoring');
    assert.deepEqual(
      await drawn('.run-steps li', 'seconds'),
      stages.map(({ seconds }: { seconds: number }) => [seconds]),
    );
    const link = page.getByRole('link', { name: 'Its workflow in the Temporal Web UI' });
    assert.equal(await link.getAttribute('href'), workflow.url);
  });

  it('shows figures beside the champion, candidates, checks and importance as the API has them', async () => {
    const { page } = opened;
    const { metrics, search, importance, beside_champion: beside } = await report('r1/lead_scoring');
    assert.deepEqual(
      await drawn('.figures-table [data-metric]', 'value'),
      metrics.map(({ value }: { value: number }) => [value]),
    );
    assert.deepEqual(
      await drawn('.beside-table [data-metric=mae]', 'value'),
      [beside.metrics.mae, beside.champion_metrics.mae].map((value) => [value]),
    );
    await page.getByText('It is better than the champion, beyond chance.').waitFor();
    // those that came further first, by their last error
    assert.deepEqual(await drawn('.candidates [data-candidate]', 'candidate'), [[1], [0], [2]]);
    assert.match(await page.locator('.candidates .chosen').innerText(), /^1\s*chosen[\s\S]*7\.900[\s\S]*7\.100/);
    assert.equal(search.chosen, 0);
    assert.deepEqual(
      await drawn('.importance details', 'share'),
      importance.map(({ share }: { share: number }) => [share]),
    );
    await page.locator('[data-check=samples]').getByText('Import older leads.').waitFor();
    assert.equal(await page.locator('[data-check=duplicates]').isVisible(), false);
  });

  it('draws scores with the numbers of the API', async () => {
    const { plots } = await report('r1/lead_scoring');
    const figures = opened.page.locator('.figure');
    assert.equal(await figures.count(), 3);
    type Pair = { predicted: number; actual: number; rows: number };
    const pairs = (points: readonly Pair[]) => points.map(({ predicted, actual }) => [predicted, actual]);
    assert.deepEqual(await drawn('.figure:nth-child(1) circle', 'predicted', 'actual'), pairs(plots.points));
    assert.deepEqual(await drawn('.figure:nth-child(3) circle', 'predicted', 'actual'), pairs(plots.calibration));
    assert.deepEqual(
      await drawn('.figure:nth-child(2) rect', 'from', 'to', 'rows'),
      plots.residuals.map(({ from, to, rows }: Record<string, number>) => [from, to, rows]),
    );
    // each with a table for who reads rather than looks
    await figures.first().getByText('As a table').click();
    assert.equal(await figures.first().locator('tbody tr').count(), plots.points.length);
  });

  it('draws the curves of a classifier, and counts what it said and what happened', async () => {
    const { page } = opened;
    await page
      .getByRole('navigation', { name: 'Models of this training' })
      .getByRole('link', { name: 'Churn' })
      .click();
    await page.getByRole('heading', { name: 'What it said, and what happened' }).waitFor();
    const { plots } = await report('r1/churn');
    const counts = await page
      .locator('.confusion [data-count]')
      .evaluateAll((all) => all.map((cell) => ({ ...(cell as unknown as Drawn).dataset })));
    assert.deepEqual(Object.fromEntries(counts.map(({ count = '', rows }) => [count, Number(rows)])), plots.confusion);
    const curve = plots.curve.map((point: Record<string, number>) => [
      ...[point.threshold, point.false_positive_rate, point.recall, point.precision],
    ]);
    for (const place of [2, 3]) {
      const names = ['threshold', 'falsePositiveRate', 'recall', 'precision'];
      assert.deepEqual(await drawn(`.figure:nth-child(${place}) circle`, ...names), curve);
    }
    const [[threshold = 0] = []] = await drawn('.figure:nth-child(2) .chosen', 'threshold');
    assert.ok(threshold >= plots.threshold);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as JSON' }).click();
    const card = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
    assert.deepEqual(card, churnDetails.card);
  });

  it('follows a training that is under way until it ends', async () => {
    const { page, show } = opened;
    await show('run/r3');
    await page.getByText('Training: candidate 4 of 6').waitFor();
    assert.equal(await page.locator('.run-steps [aria-current=step] .title').innerText(), 'Learn training');
    const { details } = world;
    const ended: RunDetails = { ...running, run: { ...running.run, state: 'cancelled', finishedAt: new Date() } };
    world.details = [...details.slice(0, -1), ended];
    await page.getByText('It was stopped before its end. The deployed versions stay as they are.').waitFor();
  });

  it('says why one failed and what to do, and what one of an earlier release did not keep', async () => {
    const { page, show } = opened;
    await show('run/r2/lead_scoring');
    await page.getByText('Not enough training data: 63 samples, 100 needed.').waitFor();
    await page.getByText('Import history.').waitFor();
    assert.equal(await page.locator('.run-steps .ended').getAttribute('data-stage'), 'validate');
    await show('run/r0/lead_scoring');
    await page.getByText('This training is of an earlier release, which kept no pictures.').waitFor();
    assert.equal(await page.getByText('time not recorded').count(), 6);
  });

  it('says that there is no such run, that it may not be seen, and that it could not be read', async () => {
    const { page, show } = opened;
    await show('run/r9/churn');
    await page.getByRole('heading', { name: 'This is not here' }).waitFor();
    world.outage = new PerennialError('database_unavailable', 'The database does not answer.', 'Wait a moment.');
    await show('run/r1/churn');
    await page.getByText('The database does not answer. Wait a moment.').first().waitFor();
    world.outage = null;
    const answer = { status: 403, detail: 'Runs are shown to analysts.', remedy: 'Ask an administrator.' };
    await page.route('**/api/v1/runs/**', (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', json: answer }),
    );
    await show('run/r1/churn');
    await page.getByRole('heading', { name: 'You may not see this' }).waitFor();
    await page.unroute('**/api/v1/runs/**');
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.getByText('was good enough to serve').waitFor();
  });

  it('complains of nothing', () => assert.deepEqual(opened.complaints, []));
});
