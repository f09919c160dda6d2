import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { fakeList } from './fake-list.ts';
import { anna, goodCode } from './fake-people.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from './fakes.ts';
import { counts, incident, mail, schedule, version } from './records.ts';

describe('the dashboard', () => {
  const world = fakeWorld({
    versions: [version, { ...version, model: 'engagement' }, { ...version, name: '2024-01-08.1', champion: false }],
    mails: [{ ...mail, subject: '<img src=x onerror=document.title="taken">' }],
    incidents: [incident],
    schedules: [schedule],
    data: counts,
  });
  const complaints: string[] = [];
  const foreign: string[] = [];
  let api: TestApi;
  let browser: Browser;
  let page: Page;
  before(async () => {
    const ports = fakePorts(world);
    api = await listen({ ...ports, predictions: { ...ports.predictions, list: fakeList(world.people, 60) } });
    browser = await launchBrowser();
    const context = await browser.newContext();
    context.setDefaultTimeout(30_000);
    page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(api.url) && !request.url().startsWith('blob:')) foreign.push(request.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    // the wrong token's 401 and a person's 404 are reported as resources that failed to load
    page.on('console', (line) => {
      if (line.type() === 'error' && !/status of 40[14]/.test(line.text())) complaints.push(line.text());
    });
  });
  after(async () => {
    await browser?.close();
    await api?.close();
  });

  it('shows how to sign in, refuses a wrong token, and lets a link in once', async () => {
    await page.goto(`${api.url}/#incident-${incident.id}`);
    await page.getByText('npx perennial open').waitFor();
    await page.getByText('With a token of the API').click();
    await page.getByLabel('Token', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This token is not valid').waitFor();

    const other = await page.context().newPage();
    await other.goto(`${api.url}/#sign-in=${goodCode}`);
    // where the mail's link led before
    await other.getByRole('button', { name: 'Acknowledge' }).waitFor();
    assert.equal(new URL(other.url()).hash, `#incident-${incident.id}`);
    await other.getByRole('button', { name: 'Acknowledge' }).click();
    await other.getByText('Acknowledged', { exact: true }).waitFor();
    assert.equal(world.incidents[0]?.acknowledgedBy, 'Max');
    await other.close();
    const [cookie] = await page.context().cookies();
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
  });

  it('sends the home page, with all that it loads, in less than 150 kB', async () => {
    const traffic = await page.context().newCDPSession(page);
    await traffic.send('Network.enable');
    await traffic.send('Network.setCacheDisabled', { cacheDisabled: true });
    let [bytes, files] = [0, 0];
    traffic.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      files++;
    });
    const script = page.waitForResponse(`${api.url}/pages/today.js`);
    await page.goto(api.url);
    await page.locator('[data-subject=l-anna]').waitFor();
    assert.match((await script).headers()['content-encoding'] ?? '', /^(br|gzip)$/);
    await traffic.detach();
    assert.ok(files > 20, `${files} files`);
    assert.ok(bytes < 150_000, `${bytes} bytes`);
  });

  it('says in one line how things stand, and lists whom to call with name, reasons, change and what to do', async () => {
    await page.goto(api.url);
    await page.getByText(/models? trained|healthy|below target/).waitFor();
    const card = page.locator('[data-subject=l-anna]');
    await card.getByRole('link', { name: 'Anna Berger' }).waitFor();
    const words = await card.innerText();
    for (const part of [/87/, /hot/, /▲ 4/, /Max/, /High engagement/, /Quick responses/, /No conversions yet/])
      assert.match(words, part);
    assert.match(words, /High priority - contact immediately/);
    assert.equal(await card.getByRole('link', { name: /^Call/ }).getAttribute('href'), 'tel:+436601234567');
    assert.equal(await card.getByRole('link', { name: 'WhatsApp' }).getAttribute('href'), 'https://wa.me/436601234567');
    await page.getByText('24 of 62').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('48 of 62').waitFor();
  });

  it('never offers to write to whoever opted out', async () => {
    const card = page.locator('[data-subject=l-otto]');
    assert.match((await card.textContent()) ?? '', /Opted out: do not write/);
    assert.equal(await card.getByRole('link', { name: /WhatsApp|E-mail/ }).count(), 0);
    assert.equal(await card.getByRole('link', { name: /^Call/ }).count(), 1);
  });

  it('lists one colleague’s people, and whom a filter means', async () => {
    await page.getByLabel('Whose people').selectOption({ label: 'Mine' });
    await page.getByText('1 of 1').waitFor();
    await page.getByLabel('Whose people').selectOption({ label: "Everybody's" });
    await page.getByLabel('Filter by name, phone or e-mail').fill('otto');
    await page.getByText('1 of 1').waitFor();
    assert.equal(await page.locator('[data-subject=l-otto]').count(), 1);
    await page.getByLabel('Filter by name, phone or e-mail').fill('nobody at all');
    await page.getByText('Nobody fits this filter').waitFor();
    await page.getByLabel('Filter by name, phone or e-mail').fill('');
    await page.getByText('24 of 62').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 63);
    assert.match(lines[1] ?? '', /^l-anna,Anna Berger,/);
  });

  it('keeps Called until it is undone, and Won as a dated outcome that the next training counts', async () => {
    await page.getByRole('button', { name: 'Called: Otto Klein' }).click();
    await page.getByText('Otto Klein. Called: hidden for three days.').waitFor();
    assert.deepEqual([world.people.kept[0]?.kind, world.people.kept[0]?.actor], ['called', 'Max']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('[data-subject=l-otto]').waitFor();
    assert.equal(world.people.kept.length, 0);

    await page.getByRole('button', { name: 'Won: Anna Berger' }).click();
    await page.getByLabel('Won on').fill('2026-05-28');
    await page.getByRole('button', { name: 'Yes, won' }).click();
    await page.getByText('Anna Berger. Won: kept as an outcome.').waitFor();
    const [outcome] = world.outcomes;
    assert.deepEqual([outcome?.model, outcome?.subject, outcome?.converted], ['lead_scoring', 'l-anna', true]);
    assert.equal(outcome?.occurredAt.toISOString().slice(0, 10), '2026-05-28');
    await page.reload();
    await page.getByText('The model learns from your own ratings of leads').waitFor();
    assert.equal(await page.locator('[data-subject=l-anna]').count(), 0);
  });

  it('finds a person with Ctrl-K, and shows scores, reasons that sum, the best hour and what happened', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('anna');
    await page.getByRole('option', { name: 'Anna Berger' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Anna Berger', level: 1 }).waitFor();
    await page.getByText('Do you have it in blue?').waitFor();
    await page.getByText('Times in Europe/Vienna.').waitFor();

    await page.locator('svg.waterfall').waitFor();
    const bars = await page
      .locator('svg.waterfall rect')
      .evaluateAll((all) =>
        all.map((bar) => [Number(bar.getAttribute('data-from')), Number(bar.getAttribute('data-to'))]),
      );
    for (let at = 2; at < bars.length - 1; at++) assert.equal(bars[at]?.[0], bars[at - 1]?.[1]);
    assert.equal(bars.at(-1)?.[1], bars.at(-2)?.[1]);
    const { body } = await api.call('GET', `/api/v1/people/${anna.contact}/reply-chances`);
    await page.locator('table.heat').waitFor();
    assert.equal(await page.locator('table.heat td[data-chance]').count(), body.slots.length);
    await page.getByText(`Best: ${body.best.day} ${String(body.best.hour).padStart(2, '0')}:00`).waitFor();
    assert.match(await page.locator('#view').innerText(), /their time zone, Europe\/Vienna/);
  });

  it('says that nobody has an id, and leads back', async () => {
    await page.goto(`${api.url}/#person/nobody`);
    await page.getByRole('heading', { name: 'Nobody here' }).waitFor();
    await page.getByRole('link', { name: 'Back to today' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  });

  it('shows a mail, and text from outside never becomes HTML', async () => {
    await page.getByRole('link', { name: 'Watch', exact: true }).click();
    await page.getByText('<img src=x').click();
    await page.getByText(mail.body).waitFor();
    assert.equal(await page.title(), 'Perennial');
  });

  it('lets the documentation page try a request in the same session', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${api.url}/docs#/ML%20Training`);
    await page.getByText('Check current training status').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    const answer = page.waitForResponse(`${api.url}/api/v1/training/status`);
    await page.getByRole('button', { name: 'Execute' }).click();
    assert.equal((await answer).status(), 200);
  });

  it('fills the documentation page with what is there, in the theme of the system, and leads back', async () => {
    const signedIn = page.context().request;
    const list = await signedIn.get(`${api.url}/api/v1/predictions?model=lead_scoring&limit=1`);
    const [listed] = (await list.json()).predictions;
    const operation = page.locator('#operations-People-readPerson');
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    assert.equal(await operation.getByPlaceholder('id', { exact: true }).inputValue(), listed.contact_id);
    const answer = page.waitForResponse(`${api.url}/api/v1/people/${listed.contact_id}`);
    await operation.getByRole('button', { name: 'Execute' }).click();
    assert.equal((await answer).status(), 200);
    const brightness = () =>
      page.evaluate<number>(
        'Math.max(...getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number))',
      );
    assert.ok((await brightness()) < 80, `${await brightness()}`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html:not(.dark-mode)').waitFor();
    const document = await page.evaluate<string>(`fetch('/openapi.json').then((answer) => answer.text())`);
    assert.ok(!document.includes(listed.contact_id), 'the document is for everybody');
    await page.getByRole('link', { name: 'Back to the dashboard' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  });

  it('ends the session when the person signs out', async () => {
    await page.goto(`${api.url}/#today`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('npx perennial open').waitFor();
    assert.equal((await page.request.get(`${api.url}/api/v1/session`)).status(), 401);
  });

  it('violates no content security policy, throws nothing and asks no other host', () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(foreign, []);
  });
});
