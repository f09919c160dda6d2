import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import { counts, incident, mail, schedule, version } from './records.ts';

describe('the dashboard', () => {
  const world = fakeWorld({
    versions: [version, { ...version, name: '2024-01-08.1', champion: false }],
    mails: [{ ...mail, subject: '<img src=x onerror=document.title="taken">' }],
    incidents: [incident],
    schedules: [
      schedule,
      {
        ...schedule,
        id: 'score-daily',
        summary: 'Daily 04:00 UTC: every lead and contact',
        state: 'paused',
        note: 'ann: holidays',
        nextAt: null,
        firings: [],
        lastCommand: {
          id: 1,
          schedule: 'score-daily',
          command: 'pause',
          actor: 'ann',
          reason: 'holidays',
          createdAt: new Date('2024-01-15T09:00:00Z'),
        },
      },
    ],
    data: counts,
  });
  const complaints: string[] = [];
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  before(async () => {
    api = await listen(fakePorts(world));
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    // the wrong token's 401 is reported as a resource that failed to load
    page.on('console', (line) => {
      if (line.type() === 'error' && !line.text().includes('401')) complaints.push(line.text());
    });
  });
  after(async () => {
    await browser?.close();
    await api?.close();
  });

  it('asks for the token, trains, shows progress, cancels', async () => {
    await page.goto(api.url);
    await page.getByLabel('Token', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('alert').getByText('This token is not valid').waitFor();
    await page.getByLabel('Token', { exact: true }).fill(goodToken);
    await page.getByRole('button', { name: 'Open' }).click();

    await page.getByText('Not trained yet').waitFor();
    await page.getByLabel('What to train').selectOption('churn');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText('Training 66%').waitFor();
    assert.deepEqual(world.started[0]?.models, ['churn']);
    assert.equal(await page.getByRole('progressbar', { name: 'Churn' }).getAttribute('value'), '62');
    await page.getByText('Training: candidate 4 of 6').waitFor();

    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Train', exact: true }).isEnabled(), true);
  });

  it('shows when schedules fire, the results with their reasons, and who paused one', async () => {
    const [weekly, daily] = await page.locator('#schedules li').all();
    assert.ok(weekly !== undefined && daily !== undefined);
    const text = await weekly.innerText();
    assert.match(text, /^retrain-weekly\s+Next .*2024.*, last .*2024.*\s+Active\s/);
    assert.match(text, /: skipped\. At 30 new leads a week training is monthly\.$/);
    assert.equal(await weekly.locator('time').first().getAttribute('datetime'), '2024-01-21T02:00:00.000Z');
    assert.match(
      await daily.innerText(),
      /^score-daily\s+Does not fire, last .*\s+Paused\s[\s\S]*Paused by ann, .*: holidays$/,
    );
  });

  it('shows a mail, and text from outside never becomes HTML', async () => {
    await page.getByText('<img src=x').click();
    await page.getByText(mail.body).waitFor();
    assert.equal(await page.title(), 'Perennial');
  });

  it('takes the token over from a link and removes it from the address', async () => {
    const other = await browser.newPage();
    await other.goto(`${api.url}/#token=${goodToken}`);
    await other.getByText('Version 2024-01-15.1').waitFor();
    assert.equal(new URL(other.url()).hash, '');
    await other.close();
  });

  it("rolls back where a mail's button leads, after asking, and links its card to the open incident", async () => {
    const other = await browser.newPage();
    await other.goto(`${api.url}/#token=${goodToken}`);
    await other.getByText('Incident open').waitFor();
    assert.equal(await other.getByRole('link', { name: /^Incident 12: / }).getAttribute('href'), '#incident-12');
    await other.goto(`${api.url}/#rollback-lead_scoring`);
    await other.reload();
    const button = other.getByRole('button', { name: 'Roll back to the version before' });
    await button.waitFor();
    other.once('dialog', (dialog) => dialog.dismiss());
    await button.click();
    assert.deepEqual(world.moved, []);
    other.once('dialog', (dialog) => dialog.accept());
    const answered = other.waitForResponse(`${api.url}/api/v1/models/lead_scoring/rollback`);
    await button.click();
    await answered;
    assert.deepEqual(
      world.moved.map(({ model, actor }) => [model, actor]),
      [['lead_scoring', 'dashboard']],
    );
    await other.close();
  });

  it("opens the incident that a mail's button names, and acknowledges it", async () => {
    const other = await browser.newPage();
    await other.goto(`${api.url}/#token=${goodToken}`);
    await other.getByText('Version 2024-01-15.1').waitFor();
    await other.goto(`${api.url}/#incident-${incident.id}`);
    await other.reload();
    await other.getByRole('button', { name: 'Acknowledge' }).click();
    await other.getByText('Acknowledged', { exact: true }).waitFor();
    assert.equal(world.incidents[0]?.acknowledgedBy, 'dashboard');
    await other.close();
  });

  it('passes the token to the documentation page, where a request can be tried', async () => {
    await page.goto(`${api.url}/docs#/ML%20Training`);
    await page.getByText('Check current training status').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    const answer = page.waitForResponse(`${api.url}/api/v1/training/status`);
    await page.getByRole('button', { name: 'Execute' }).click();
    assert.equal((await answer).status(), 200);
  });

  it('violates no content security policy and throws nothing', () => {
    assert.deepEqual(complaints, []);
  });
});
