import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { watchedWorld } from '../fake-watch.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { deployment, version } from '../records.ts';

describe('the page Watch', () => {
  const world = fakeWorld();
  let opened: OpenPage;
  let page: Page;
  before(async () => {
    opened = await openPage(fakePorts(world), { expected: /status of (403|404|409|500)/ });
    page = opened.page;
  });
  after(() => opened?.close());
  beforeEach(() => {
    Object.assign(world, fakeWorld({ ...watchedWorld(new Date()), versions: [version] }));
  });

  it('says what happened last Sunday and why, and on any other day', async () => {
    await opened.show('watch');
    await page
      .getByText(/^Last training, Sunday \d+ \w+: skipped\. At 30 new leads a week training is monthly\.$/)
      .waitFor();
    const sunday = page.locator('.calendar button[aria-pressed=true]');
    assert.match((await sunday.getAttribute('aria-label')) ?? '', /^Sunday .*: scored and measured, training skipped$/);
    await page.locator('.calendar button', { hasText: '✕' }).click();
    await page.locator('.of-day').getByText('63 samples are too few: 100 are needed.').waitFor();
    const training = page.locator('.of-day').getByRole('link', { name: /churn failed, lead scoring on trial/ });
    assert.equal(await training.getAttribute('href'), '#run/r-before');
    await page.locator('.calendar button', { hasText: '!' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.of-day').getByText('score-daily did not fire at 04:00.').waitFor();
  });

  it('has a mark for each entry of the API’s calendar, on the day of the business', async () => {
    await opened.show('watch');
    await page.locator('.calendar button').first().waitFor();
    const { body } = await opened.api.call('GET', '/api/v1/calendar');
    const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Vienna' });
    const shown = await page
      .locator('.calendar button:not([aria-label$="nothing ran"]):not([disabled])')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-day')));
    const days = new Set<string>(body.entries.map(({ at }: { at: string }) => dayOf.format(new Date(at))));
    assert.deepEqual(
      shown,
      [...days].sort().filter((day) => day >= (shown[0] ?? '')),
    );
  });

  it('draws a figure by day with its interval, target and limit, as the API has it, and says how it stands', async () => {
    await opened.show('watch');
    const { body } = await opened.api.call('GET', '/api/v1/models/lead_scoring/metrics?metric=mae&segment=all&days=90');
    await page.locator('#figures .point').first().waitFor();
    const drawn = await page
      .locator('#figures .point')
      .evaluateAll((points) => points.map(({ dataset: { date, value, version: of } }) => [date, Number(value), of]));
    const known = body.metrics.filter(
      ({ value, source }: (typeof body.metrics)[number]) => value !== null && source !== 'estimate',
    );
    assert.ok(known.some(({ source }: (typeof body.metrics)[number]) => source === 'rescored'));
    assert.deepEqual(
      drawn,
      known.map(({ date, value, version: of }: (typeof body.metrics)[number]) => [date, value, of]),
    );
    const levels = page.locator('#figures .level');
    assert.deepEqual(await levels.evaluateAll((all) => all.map((each) => Number(each.dataset.level))), [10, 15]);
    assert.equal(await page.locator('#figures .gap').count(), 1);
    await page.locator('#figures .lead').getByText('short of the target (below 10.00)').waitFor();
    await page.getByText('As a table').click();
    assert.equal(await page.locator('#figures tbody tr').count(), 60);
    await page.locator('#figures tbody').getByText('data was missing').first().waitFor();
  });

  it('draws how far the data has moved, the feature that moved most first', async () => {
    await opened.show('watch');
    const what = page.getByLabel('Figure', { exact: true });
    await page.locator('#figures option', { hasText: 'reply rate' }).waitFor({ state: 'attached' });
    const features = await page.locator('#figures optgroup').nth(1).locator('option').allInnerTexts();
    assert.deepEqual(features, ['All predictions', 'reply rate (0.34)', 'message count (0.03)']);
    await what.selectOption({ label: 'reply rate (0.34)' });
    await page.locator('#figures .lead').getByText('beyond the limit that alerts').waitFor();
    await page.getByText('chance alone: up to 0.06').waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('churn');
    await page.getByText('Nothing was measured yet.').waitFor();
  });

  it('pauses, resumes and runs schedules with a reason', async () => {
    await opened.show('watch');
    const scoring = page.locator('[data-schedule=score-daily]');
    await scoring.waitFor();
    assert.match(
      await scoring.innerText(),
      /^Scoring Paused[\s\S]*Does not run, last [\s\S]*Paused by ann, .*: holidays/,
    );
    for (const name of ['Resume: Scoring', 'Pause: Training', 'Run now: Training']) {
      await page.getByRole('button', { name }).click();
      const dialog = page.getByRole('dialog', { name });
      await dialog.getByLabel('Why?').fill('The holidays end');
      await dialog.getByRole('button', { name: name.split(':')[0], exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
    }
    assert.deepEqual(
      world.commands.map(({ id, name, actor, reason }) => [id, name, actor, reason]),
      [
        ['score-daily', 'resume', 'Administrator', 'The holidays end'],
        ['retrain-weekly', 'pause', 'Administrator', 'The holidays end'],
        ['retrain-weekly', 'trigger', 'Administrator', 'The holidays end'],
      ],
    );
    const missing = page.locator('[data-schedule=watch-hourly]');
    assert.equal(await missing.getByRole('button').count(), 0);
    await missing.getByText('It comes with the first worker').waitFor();
  });

  it('tells first which mails could not be delivered, and what the server said', async () => {
    await opened.show('watch');
    await page.locator('#undeliverable').waitFor();
    assert.match(
      await page.locator('#undeliverable').innerText(),
      /^One mail could not be delivered\..*550 no such user/,
    );
    await page.locator('[data-mail="8"] summary').click();
    await page.locator('[data-mail="8"]').getByText('Attempt 3: ').waitFor();
    await page.locator('[data-mail="8"]').getByText('R²=0.41').waitFor();
  });

  it('says of each part that is empty why it is, and when that changes', async () => {
    Object.assign(world, fakeWorld());
    await opened.show('watch');
    for (const words of [
      'No scheduled training yet.',
      'Nothing was measured yet.',
      'Nothing runs by itself.',
      'No mail yet.',
    ])
      await page.getByText(words).waitFor();
  });

  it('says first whether something needs somebody, then what is looked after, noted and over', async () => {
    await opened.show('watch');
    await page.getByText('One thing needs you.').waitFor();
    assert.deepEqual(await page.locator('#incidents > .incidents h3').allInnerTexts(), [
      'Lead scoring: MAE is above 15 Needs you',
      'Churn: the data has drifted Acknowledged',
      "Engagement: it is below the guide's target, which it never met Note",
    ]);
    await page.getByText('What is over (1)').click();
    await page.locator('[data-incident="11"]').getByText('score-daily did not fire at 04:00.').waitFor();
    await page.locator('[data-incident="12"]').getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Nothing new: what is open is looked after or recovering.').waitFor();
    assert.equal(world.incidents[0]?.acknowledgedBy, 'Administrator');
  });

  it('opens the incident that a mail links to, with all that the mail says, and its figures as the API has them', async () => {
    await opened.show('incident-12');
    await page.getByRole('heading', { name: 'Lead scoring: MAE is above 15', level: 1 }).waitFor();
    const { body } = await opened.api.call('GET', '/api/v1/incidents/12/report');
    const [mae, , r2] = body.series;
    const last = mae.readings.at(-1).value.toFixed(2);
    await page
      .getByText(
        new RegExp(
          `^Mean Absolute Error .* is ${last} .* at most 15\\.00 or 10\\.80\\. It was found from 212 samples\\.$`,
        ),
      )
      .waitFor();
    for (const words of body.causes) await page.locator('#causes').getByText(words).waitFor();
    await page.locator('#answer').getByText(body.incident.answer).waitFor();
    await page.locator('#course svg').nth(1).waitFor();
    for (const [metric, { readings }] of [
      ['mae', mae],
      ['r2', r2],
    ] as const) {
      const drawn = await page
        .locator(`[data-metric=${metric}] .point`)
        .evaluateAll((points) => points.map(({ dataset: { window, value } }) => [window, Number(value)]));
      assert.deepEqual(
        drawn,
        readings.map(({ window, value }: { window: string; value: number }) => [window, value]),
      );
    }
    assert.equal(await page.locator('[data-metric=mae] .level').count(), 2);
  });

  it('lets its causes be mended on the spot: roll back with a reason, train, see the data; and acknowledged by keyboard', async () => {
    world.deployments = [deployment];
    await opened.show('incident-12');
    await page.getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back to the version before?' });
    await dialog.getByLabel('Why?').fill('Worse than before');
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.partialDeepStrictEqual(world.moved, [
      { model: 'lead_scoring', reason: 'Worse than before', actor: 'Administrator' },
    ]);
    assert.equal(await page.getByRole('link', { name: 'See what is missing' }).getAttribute('href'), '#readiness');
    await page.getByRole('button', { name: 'Acknowledge' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#happened').getByText('Acknowledged', { exact: true }).waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'What to do');
    assert.equal(await page.getByRole('button', { name: 'Acknowledge' }).count(), 0);
    world.status = { ...world.status, status: 'training' };
    await page.getByRole('button', { name: 'Train' }).click();
    await page.locator('#to-do').getByText('Training r1 is in progress.').waitFor();
    world.status = { ...world.status, status: 'idle' };
    await page.getByRole('button', { name: 'Train' }).click();
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    assert.deepEqual(world.started[0]?.models, ['lead_scoring']);
  });

  it('offers nothing to do about an incident that is over, and says that a number has no incident', async () => {
    world.explained = { series: [], versions: new Map(), causes: [], advice: [] };
    await opened.show('incident-11');
    await page.locator('#happened').getByText('score-daily did not fire at 04:00.').waitFor();
    assert.equal(await page.locator('#to-do').count(), 0);
    await opened.show('incident-99');
    await page.getByRole('heading', { name: 'This is not here' }).waitFor();
  });

  it('shows that it loads, that something failed and what to do, and that somebody may not see it', async () => {
    const route = '**/api/v1/incidents*';
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(route, async (request) => {
      await held;
      await request.fulfill({
        status: 500,
        json: { status: 500, detail: 'The disk is full.', remedy: 'Free some space.' },
      });
    });
    await opened.show('watch');
    await page.locator('#incidents .skeleton').waitFor();
    // what is read apart doesn't wait, and doesn't fail with it
    await page.locator('#mailbox details').first().waitFor();
    release();
    await page.locator('#incidents').getByRole('alert').getByText('The disk is full. Free some space.').waitFor();
    await page.unroute(route);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('One thing needs you.').waitFor();

    await page.route('**/api/v1/schedules', (request) =>
      request.fulfill({ status: 403, json: { status: 403, detail: 'Not yours.', remedy: 'Ask an admin.' } }),
    );
    await opened.show('watch');
    await page.locator('#schedules').getByRole('heading', { name: 'You may not see this' }).waitFor();
    await page.getByText('One thing needs you.').waitFor();
    await page.unroute('**/api/v1/schedules');
  });

  it('fits a phone, and does nothing that a page may not', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of ['watch', 'incident-12']) {
      await opened.show(address);
      await page.locator('svg.date-plot').first().waitFor();
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390, address);
    }
    assert.deepEqual(opened.complaints, []);
  });
});
