import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { DeploymentRecord, VersionRecord } from '../../../api/ports.ts';
import { PerennialError } from '../../../domain/errors.ts';
import type { DeploymentRequest } from '../../../serving/live/deploy-version.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { deployment, finishedRun, idle, incident, metric, storedVersion, training, version } from '../records.ts';
import { leadVerdict } from '../run-details.ts';

const older: VersionRecord = {
  ...version,
  ...{ name: '2024-01-08.1', champion: false, runId: 'r0/lead_scoring', createdAt: new Date('2024-01-08T10:30:00Z') },
  metrics: { mae: 9.65, r2: 0.71 },
  intervals: {},
};
const weeks = ['2024-01-22', '2024-01-30', '2024-02-05', '2024-02-08', '2024-02-14'].map((date, at) => ({
  ...{ ...metric, date, value: 8 + at / 2, low: 7 + at / 2, high: 9.5 + at / 2, samples: 100 + at },
}));

/** The tests know nothing of the DOM. */
type Drawn = { readonly dataset: Readonly<Record<string, string>> };

describe('the models page', () => {
  const world = fakeWorld({
    status: idle,
    versions: [version, older],
    runs: [
      finishedRun,
      {
        ...finishedRun,
        id: 'r1/churn',
        model: 'churn',
        outcome: null,
        state: 'failed',
        metrics: null,
        error: { code: 'not_enough_training_data', message: 'Not enough data.', remedy: 'Import more.' },
      },
    ],
    deployments: [deployment],
    metrics: weeks,
    verdicts: { lead_scoring: leadVerdict },
  });
  const ports = fakePorts(world);
  let opened: OpenPage;
  let refusal: PerennialError | null = null;
  /** Whether somebody else starts a training just before the person's own request arrives. */
  let overtaken = false;

  /** As the real one does, in plain memory. */
  async function move(action: 'deploy' | 'rollback', request: DeploymentRequest) {
    if (refusal !== null) throw refusal;
    const before = world.versions.find(({ champion }) => champion)?.name ?? null;
    const name = request.version ?? world.deployments[0]?.previous ?? '';
    world.versions = world.versions.map((each) => ({ ...each, champion: each.name === name }));
    const { actor, reason, model } = request;
    const moved = { ...deployment.deployment, model, action, actor, reason };
    const record: DeploymentRecord = { deployment: moved, version: name, previous: before };
    world.deployments = [record, ...world.deployments];
    return { deployment: moved, version: { ...storedVersion, name }, previous: before, goldenRows: 8 };
  }

  before(async () => {
    opened = await openPage(
      {
        ...ports,
        control: {
          ...ports.control,
          start(request) {
            if (overtaken) world.status = training;
            return ports.control.start(request);
          },
        },
        deployments: { deploy: (request) => move('deploy', request), rollBack: (request) => move('rollback', request) },
      },
      { expected: /status of (403|404|409|503)/ },
    );
  });
  beforeEach(() => {
    refusal = null;
    overtaken = false;
    world.outage = null;
  });
  after(() => opened?.close());

  it('says first in plain words whether each model is of use, and what the last trainings came to', async () => {
    const { page, show } = opened;
    await show('models');
    const lead = page.locator('[data-model=lead_scoring]');
    await lead.getByText('Of ten leads it called hot, eight bought; without a model, three.').waitFor();
    assert.match(await lead.innerText(), /From 100 leads kept aside in its training/);
    await page.locator('[data-model=churn]').getByText('It has learnt nothing yet').waitFor();
    const [first, second] = await page.locator('.runs li').all();
    assert.match((await first?.innerText()) ?? '', /Lead scoring[\s\S]*2024-01-15\.1 deployed[\s\S]*8\.45/);
    assert.match((await second?.innerText()) ?? '', /Churn[\s\S]*Failed[\s\S]*Not enough data\. Import more\./);
    assert.equal(await first?.getByRole('link').getAttribute('href'), '#run/r1/lead_scoring');
  });

  it('trains, shows steps and what time is left, and stops, all by keyboard', async () => {
    const { page } = opened;
    await page.getByLabel('What to train').focus();
    await page.getByLabel('What to train').selectOption('churn');
    await page.keyboard.press('Tab');
    overtaken = true;
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Training r1 is in progress.').waitFor();
    await page.getByText('Training 66%').waitFor();
    assert.equal(await page.getByRole('progressbar', { name: 'Churn' }).getAttribute('value'), '62');
    assert.equal(await page.locator('.steps [aria-current=step]').innerText(), 'Learn');
    assert.equal(await page.getByRole('button', { name: 'Train', exact: true }).isEnabled(), false);
    world.status = { ...training, started_at: new Date(Date.now() - 66_000).toISOString() };
    // it grows while the page is on its way
    await page.getByText(/^About (35|40|45) seconds left$/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Cancelled', { exact: true }).waitFor();
    world.status = idle;
  });

  it('draws the week by week of the champion with the numbers of the API, beside holdout and target', async () => {
    const { page, show } = opened;
    await show('models/lead_scoring');
    await page.locator('.date-plot .point').first().waitFor();
    const points = await page
      .locator('.date-plot .point')
      .evaluateAll((all) => all.map((point) => ({ ...(point as unknown as Drawn).dataset })));
    const { body } = await opened.api.call(
      'GET',
      '/api/v1/models/lead_scoring/metrics?source=live&segment=all&days=400',
    );
    // of two figures in a week the later one
    const expected = (body.metrics as typeof weeks).filter(({ date }) => date !== '2024-02-05');
    assert.deepEqual(
      points.map(({ date, value, low, high }) => [date, Number(value), Number(low), Number(high)]),
      expected.map(({ date, value, low, high }) => [date, value, low, high]),
    );
    const levels = await page
      .locator('.date-plot [data-level]')
      .evaluateAll((all) => all.map((line) => Number((line as unknown as Drawn).dataset.level)));
    assert.deepEqual(levels, [version.metrics.mae, 10]);
    await page.getByText('As a table').click();
    assert.equal(await page.getByRole('table', { name: 'MAE by week' }).locator('tbody tr').count(), 4);
    await page.getByLabel('R²').check();
    await page.getByText('No answer that it served has a known outcome yet.').waitFor();
    // answers given afterwards stand in until there are others
    world.metrics = weeks.map((week) => ({ ...week, source: 'rescored' }));
    await show('models/lead_scoring');
    await page.getByText('These are its answers, given afterwards').waitFor();
    assert.equal(await page.locator('.date-plot .point').count(), 4);
  });

  it('compares two versions by the figures of the API', async () => {
    const { page } = opened;
    const cells = await page
      .locator('.comparison [data-metric=mae]')
      .evaluateAll((all) => all.map((cell) => [Number((cell as unknown as Drawn).dataset.value), cell.className]));
    assert.deepEqual(cells, [
      [8.45, 'met'],
      [9.65, ''],
    ]);
  });

  it('deploys and rolls back with a reason, and shows a refusal beside the button', async () => {
    const { page } = opened;
    const champion = page.locator('.versions .champion');
    await page.getByRole('button', { name: 'Deploy 2024-01-08.1' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Let 2024-01-08.1 serve?' }).waitFor();
    refusal = new PerennialError('synthetic_in_production', 'It learnt made-up data.', 'Train on your own.');
    await page.keyboard.type('the old one sold more');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('It learnt made-up data. Train on your own.').waitFor();
    refusal = null;
    await page.keyboard.press('Enter');
    await champion.getByText('2024-01-08.1', { exact: true }).waitFor();
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.getByText('the old one sold more').waitFor();

    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByLabel('Why? It is kept on record.').fill('no, it did not');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await champion.getByText('2024-01-15.1', { exact: true }).waitFor();
    assert.match((await page.locator('.deployments li').first().innerText()) ?? '', /2024-01-15\.1 served again/);
  });

  it("points at rolling back where a mail's button leads, and at the open incident", async () => {
    const { page, show } = opened;
    world.incidents = [incident];
    await show('rollback-lead_scoring');
    await page.getByRole('link', { name: /^Incident 12: / }).waitFor();
    await page.getByRole('button', { name: 'Roll back' }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Roll back');
    await page.getByRole('link', { name: 'All models' }).click();
    const card = page.locator('[data-model=lead_scoring]');
    await card.getByText('Incident open').waitFor();
    assert.equal(await card.getByRole('link', { name: /^Incident 12: / }).getAttribute('href'), '#incident-12');
    world.incidents = [];
    await show('models/lead_scoring');
  });

  it('exports a version as ONNX', async () => {
    const { page } = opened;
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: /Export as ONNX.*2024-01-15\.1/ }).click();
    const download = await saved;
    assert.equal(download.suggestedFilename(), 'lead_scoring-2024-01-15.1.onnx');
    assert.equal(await readFile(await download.path(), 'utf8'), 'ONNX of 2024-01-15.1');
  });

  it('says what to do where nothing was trained, where it may not be seen, and where it could not be read', async () => {
    const { page, show } = opened;
    await show('models/engagement');
    await page.getByRole('heading', { name: 'Not trained yet' }).waitFor();
    await page.getByRole('link', { name: 'What it needs' }).waitFor();
    world.outage = new PerennialError('database_unavailable', 'The database does not answer.', 'Wait a moment.');
    await show('models/churn');
    await page.getByText('The database does not answer. Wait a moment.').first().waitFor();
    world.outage = null;
    await show('models/churn');
    await page.route('**/api/v1/training/status', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        json: { status: 403, detail: 'Models are shown to analysts.', remedy: 'Ask an administrator.' },
      }),
    );
    await show('models');
    await page.getByRole('heading', { name: 'You may not see this' }).waitFor();
    await page.getByText('Models are shown to analysts. Ask an administrator.').waitFor();
    await page.unroute('**/api/v1/training/status');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-model=churn]').waitFor();
  });

  it('complains of nothing', () => assert.deepEqual(opened.complaints, []));
});
