import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { fakeList } from '../fake-list.ts';
import { anna } from '../fake-people.ts';
import { watchedWorld } from '../fake-watch.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts, deployment, version } from '../records.ts';
import { leadVerdict } from '../run-details.ts';

const mostClicks = 2;

describe('the pages alone answer within two clicks of home', () => {
  const world = fakeWorld({
    ...{ data: counts, deployments: [deployment], verdicts: { lead_scoring: leadVerdict } },
    versions: [
      version,
      {
        ...{ ...version, model: 'churn', name: '2024-01-15.2', runId: 'r1/churn', labelSource: null },
        ...{ metrics: { accuracy: 0.84, precision: 0.8, recall: 0.75 }, baseline: { accuracy: 0.7 }, intervals: {} },
      },
      { ...version, model: 'engagement' },
    ],
    ...watchedWorld(new Date()),
  });
  let opened: OpenPage;
  let clicks = 0;
  before(async () => {
    const ports = fakePorts(world);
    opened = await openPage({ ...ports, predictions: { ...ports.predictions, list: fakeList(world.people, 4) } });
  });
  afterEach(() => assert.ok(clicks <= mostClicks, `${clicks} clicks`));
  after(() => opened?.close());

  async function home(): Promise<void> {
    clicks = 0;
    await opened.show('');
    await opened.page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  }

  async function click(what: Locator): Promise<void> {
    clicks++;
    await what.click();
  }

  const read = async (path: string) => (await opened.api.call('GET', `/api/v1/${path}`)).body;

  /** That the first cards are the first people of that list, each with its value and the reasons for it. */
  async function assertFirst(model: string, most: number): Promise<void> {
    const { predictions } = await read(`predictions?model=${model}&unhandled=true&limit=${most}`);
    assert.equal(predictions.length, most);
    const { page } = opened;
    await page.locator(`[data-subject=${predictions[0].id}]`).waitFor();
    const inOrder = await page
      .locator('.person')
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-subject')));
    assert.deepEqual(
      inOrder.slice(0, most),
      predictions.map(({ id }: { id: string }) => id),
    );
    for (const { id, name, value, factors, recommendations } of predictions) {
      const words = await page.locator(`[data-subject=${id}]`).innerText();
      const shown = model === 'lead_scoring' ? `${Math.round(value)}` : `${Math.round(value * 100)}%`;
      const reasons = [...factors.positive.slice(0, 2), ...factors.negative.slice(0, 1)];
      assert.ok(reasons.length > 0);
      for (const part of [name, shown, ...reasons, recommendations[0]]) assert.ok(words.includes(part), part);
    }
  }

  it('which three leads to call first and why, without a click', async () => {
    await home();
    await assertFirst('lead_scoring', 3);
    assert.equal(clicks, 0);
  });

  it('who is leaving and why', async () => {
    await home();
    await click(opened.page.getByRole('tab', { name: 'Keep' }));
    await assertFirst('churn', 2);
    // the leads are gone
    assert.equal(await opened.page.locator('[data-subject=l-anna]').count(), 0);
  });

  it('when to write to Anna', async () => {
    const { page } = opened;
    const { best, time_zone: zone } = await read(`people/${anna.contact}/reply-chances`);
    await home();
    await click(page.getByRole('link', { name: anna.name ?? '' }).first());
    await page.getByRole('heading', { name: anna.name ?? '', level: 1 }).waitFor();
    const answer = await page.locator('#when .best').innerText();
    assert.ok(answer.startsWith(`Best: ${best.day} ${String(best.hour).padStart(2, '0')}:00`), answer);
    assert.ok(answer.includes(zone), answer);
  });

  it('whether the models are good, in words that compare them with having none', async () => {
    const { page } = opened;
    world.versions = world.versions.filter(({ model }) => model !== 'engagement');
    await home();
    await click(page.getByRole('link', { name: 'Models', exact: true }));
    for (const model of ['lead_scoring', 'churn']) {
      const { sentence, basis, finding } = await read(`models/${model}/verdict`);
      const verdict = page.locator(`[data-model=${model}] .model-verdict`);
      assert.equal(await verdict.getAttribute('data-finding'), finding);
      assert.deepEqual(await verdict.locator('p').allInnerTexts(), [sentence, basis]);
    }
    await page.getByText('Of ten leads it called hot, eight bought; without a model, three.').waitFor();
    await page.locator('[data-model=engagement]').getByText('It has learnt nothing yet').waitFor();
  });

  it('what happened last Sunday, whether something is wrong, and what to do about it', async () => {
    const { page } = opened;
    const { entries } = await read('calendar');
    const { status } = await read('overview');
    const { incident, advice } = await read('incidents/12/report');
    await home();
    const line = page.locator('#status-line');
    assert.equal(status.tone, 'bad');
    await line.getByText(status.sentence, { exact: true }).waitFor();

    await click(page.getByRole('link', { name: 'Watch', exact: true }));
    const sunday = entries.find(({ kind }: { kind: string }) => kind === 'skipped');
    await page.locator('#calendar .lead', { hasText: `skipped. ${sunday.reason}` }).waitFor();
    assert.match(await page.locator('#calendar .lead').innerText(), /^Last training, Sunday /);
    await page.getByText('One thing needs you.').waitFor();

    await click(page.locator('[data-incident="12"]').getByRole('link', { name: 'Look at it' }));
    await page.getByRole('heading', { level: 1, name: 'Lead scoring: MAE is above 15' }).waitFor();
    await page.locator('#answer').getByText(incident.answer).waitFor();
    for (const { action } of advice) await page.locator('#to-do').getByText(action.label, { exact: true }).waitFor();
  });

  it('without a complaint of the browser', () => {
    clicks = 0;
    assert.deepEqual(opened.complaints, []);
  });
});
