import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { someExperiments } from '../fake-experiments.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { schedule, version } from '../records.ts';

const live = 'lead_scoring-2026-10-04.1';
const paired = 'churn-2026-11-08.1';

describe('the page of experiments', () => {
  const world = fakeWorld();
  let opened: OpenPage;
  let page: Page;
  before(async () => {
    opened = await openPage(fakePorts(world), { expected: /status of (403|404|409|500)/ });
    page = opened.page;
  });
  after(() => opened?.close());
  beforeEach(() => {
    const experiments = someExperiments(new Date());
    Object.assign(world, fakeWorld({ experiments, versions: [version], schedules: [schedule] }));
  });

  it('says first how the experiment stands, then the ramp and how long it may take', async () => {
    await opened.show('experiments');
    const card = page.locator(`[data-experiment="${live}"]`);
    await card.locator('.sentence').waitFor();
    const { body } = await opened.api.call('GET', `/api/v1/experiments/${live}`);
    assert.equal(await card.locator('.sentence').innerText(), body.verdict.sentence);
    assert.match(body.verdict.sentence, /leads bought, 12\.0% of the champion's/);
    assert.equal(await card.locator('.left').innerText(), body.time_left.sentence);
    assert.equal(await card.locator('[aria-current=step]').getAttribute('data-share'), '0.25');
    assert.equal(await page.locator('nav [aria-current]').innerText(), 'Experiments');
  });

  it('draws the lift of each look with its interval over 0 and 5%, as the API has it', async () => {
    await opened.show(`experiments/${live}`);
    await page.locator('#course svg .point').first().waitFor();
    const drawn = await page
      .locator('#course .point')
      .evaluateAll((points) => points.map((point) => ({ ...point.dataset })));
    const { body } = await opened.api.call('GET', `/api/v1/experiments/${live}`);
    const seen = body.looks.filter(({ lift }: { lift: object | null }) => lift !== null);
    assert.deepEqual(
      drawn,
      seen.map(({ phase, number, lift: { observed, low, high } }: (typeof body.looks)[number]) =>
        Object.fromEntries(
          Object.entries({ phase, look: number, observed, low, high }).map(([key, of]) => [key, `${of}`]),
        ),
      ),
    );
    const levels = await page
      .locator('#course .level')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-level')));
    assert.deepEqual(levels, ['0', '0.05']);
    await page.getByText(`All ${body.looks.length} looks as a table`).click();
    assert.equal(await page.locator('#course tbody tr').count(), body.looks.length);
  });

  it('shows both arms as of the last look, and whether the split is as planned', async () => {
    const { body } = await opened.api.call('GET', `/api/v1/experiments/${live}`);
    const { champion, challenger, sample_ratio_p } = body.looks.at(-1);
    await opened.show(`experiments/${live}`);
    await page.locator('table.arms').waitFor();
    const rows = await page.locator('table.arms tbody tr').allInnerTexts();
    assert.match(
      rows[0] ?? '',
      new RegExp(`${champion.exposed.toLocaleString('en')}\\s+${challenger.exposed.toLocaleString('en')}`),
    );
    assert.match(rows[3] ?? '', new RegExp(`^Failed predictions[\\s\\S]*${challenger.errors} \\(`));
    assert.match(rows[4] ?? '', /1\.4 ms\s+1\.4 ms/);
    assert.equal(await page.locator('.split').getAttribute('data-p'), String(sample_ratio_p));
    await page.getByText('As planned').waitFor();
  });

  it('draws errors instead of lift where there is too little traffic for results', async () => {
    await opened.show(`experiments/${paired}`);
    await page.getByText('Paused: We move to a new phone system this week.').waitFor();
    assert.match(await page.locator('.ramp').innerText(), /both models answer for everybody/);
    const { body } = await opened.api.call('GET', `/api/v1/experiments/${paired}`);
    const { mean, low, high } = body.looks.at(-1).paired;
    const last = await page
      .locator('#course .point')
      .last()
      .evaluate((point) => ({ ...point.dataset }));
    assert.deepEqual([last.observed, last.low, last.high].map(Number), [mean, low, high]);
    assert.equal(await page.locator('#course .level.bad').getAttribute('data-level'), '0.01');
  });

  it('pauses with a reason by keyboard alone, and shows beside the reason why a command is refused', async () => {
    await opened.show('experiments');
    const card = page.locator(`[data-experiment="${live}"]`);
    await card.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Pause the experiment?' });
    await dialog.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // without a reason the form stays
    assert.equal(world.commands.length, 0);
    await dialog.getByLabel('Why?').fill('We move');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(world.commands, [{ id: live, name: 'pause', actor: 'Administrator', reason: 'We move' }]);

    await card.getByRole('button', { name: 'Roll back' }).click();
    world.experiments = world.experiments.map((each) => ({
      ...each,
      experiment: { ...each.experiment, state: 'ended' },
    }));
    await page.getByLabel('Why?').fill('Too late');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog').getByText('has ended').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('offers to promote and to resume where these are possible, and nothing for what waits or has ended', async () => {
    await opened.show('experiments');
    const card = page.locator(`[data-experiment="${paired}"]`);
    await card.getByRole('button', { name: 'Resume' }).click();
    await page.getByLabel('Why?').fill('The phones work');
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator(`[data-experiment="${live}"]`).getByRole('button', { name: 'Promote' }).click();
    await page.getByLabel('Why?').fill('Good enough');
    await page.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual(
      world.commands.map(({ id, name }) => [id, name]),
      [
        [paired, 'resume'],
        [live, 'promote'],
      ],
    );
    await page.getByText('Waits', { exact: true }).waitFor();
    await page.locator('.past a', { hasText: '2026-08-16.1' }).click();
    await page.getByText('The challenger was rolled back: the champion serves everybody.').waitFor();
    assert.equal(await page.getByRole('button', { name: /Promote|Pause|Roll back/ }).count(), 0);
  });

  it('lists past experiments with what was decided, by whom and why', async () => {
    await opened.show('experiments');
    const past = page.locator('[data-experiment="lead_scoring-2026-08-16.1"]');
    await past.waitFor();
    assert.match(
      await past.innerText(),
      /Rolled back[\s\S]*2026-08-16\.1 against 2026-08-02\.1[\s\S]*Anna[\s\S]*Sales complained/,
    );
  });

  it('says when the next challenger may come while none is on trial', async () => {
    world.experiments = [];
    await opened.show('experiments');
    await page.getByRole('heading', { name: 'No experiment runs' }).waitFor();
    await page.getByText('may come with the training on Sunday').waitFor();
    world.versions = [];
    await opened.show('experiments');
    await page.getByRole('heading', { name: 'No experiment yet' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Train now' }).getAttribute('href'), '#models');
  });

  it('shows that it loads, that something failed and what to do, and that somebody may not see it', async () => {
    const route = '**/api/v1/experiments?*';
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(route, async (request) => {
      await held;
      await request.fulfill({
        status: 500,
        json: { status: 500, detail: 'The disk is full.', remedy: 'Free some space.', code: 'internal' },
      });
    });
    await opened.show('experiments');
    await page.locator('.skeleton').first().waitFor();
    release();
    await page.getByRole('alert').getByText('The disk is full. Free some space.').waitFor();
    await page.unroute(route);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator(`[data-experiment="${live}"]`).waitFor();

    await page.route(route, (request) =>
      request.fulfill({ status: 403, json: { status: 403, detail: 'Not yours.', remedy: 'Ask an admin.' } }),
    );
    await opened.show('experiments');
    await page.getByRole('heading', { name: 'You may not see this' }).waitFor();
    await page.unroute(route);
    await opened.show('experiments/nothing');
    await page.getByRole('heading', { name: 'This is not here' }).waitFor();
  });

  it('fits a phone, and does nothing that a page may not', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of ['experiments', `experiments/${live}`]) {
      await opened.show(address);
      await page.locator('svg.date-plot').first().waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, address);
    }
    assert.deepEqual(opened.complaints, []);
  });
});
