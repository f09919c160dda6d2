import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { gateConfig } from '../../domain/experiment/experiment.ts';
import { modelNames } from '../../domain/models.ts';
import { createIncident, readIncident } from '../../store/alerts/incidents.ts';
import { readExperiment } from '../../store/experiments/experiments.ts';
import { readChampion } from '../../store/training/versions.ts';
import { callAsShown, curlCalls, type Installation, isInstalled, runPython } from '../docs/examples/run-examples.ts';
import { gateWorld } from '../workflows/gate-world.ts';
import { launchBrowser } from './browser.ts';
import { hearComplaints } from './open-page.ts';
import { openProduct, type RunningProduct } from './running-product.ts';

/** A first week with the real product: what somebody does on the pages, from the sign-in to an incident. */
describe('the whole loop', () => {
  const complaints: string[] = [];
  let product: RunningProduct;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    [product, browser] = await Promise.all([
      openProduct({ seed: 1, contacts: 150, leads: 120, conversations: 110 }, { PERENNIAL_LEAD_LABEL: 'outcomes' }),
      launchBrowser(),
    ]);
    context = await newContext();
    page = await context.newPage();
    hearComplaints(page, product.api.url, complaints);
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  async function newContext(): Promise<BrowserContext> {
    const made = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    made.setDefaultTimeout(20_000);
    return made;
  }

  /** As a click on a link does: the page isn't loaded anew. */
  async function go(address: string): Promise<void> {
    await page.evaluate(`location.hash = '#${address}'`);
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
  async function ask(path: string): Promise<any> {
    return (await context.request.get(`${product.api.url}/api/v1/${path}`)).json();
  }

  it('lets somebody in by a link', async () => {
    await page.goto(await product.api.signInLink('Max'));
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    assert.equal(await page.locator('#person').innerText(), 'Max · admin');
  });

  it('has something to say on every page before anything is trained', async () => {
    await page.getByRole('heading', { name: 'This model is not trained yet' }).waitFor();
    await page.getByRole('tab', { name: 'Write' }).click();
    await page.getByRole('heading', { name: 'This model is not trained yet' }).waitFor();
    await page.getByRole('tab', { name: 'Call' }).click();
    const [{ contact_id }] = (await ask('people?limit=1&q=an')).people;
    await go(`person/${contact_id}`);
    await page.getByText('Reasons come with the first scores').waitFor();
    await page.getByText('The best hours are known once the model of replies is trained.').waitFor();
    await go('experiments');
    await page.getByRole('heading', { name: 'No experiment yet' }).waitFor();
    await go('watch');
    await page.locator('#schedules').getByText('Next').first().waitFor();
  });

  it('trains all models with live progress', async () => {
    await tryCandidates(2);
    await go('models');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText(/^Training \d+%$/).waitFor();
    await page.locator('.steps [aria-current=step]').first().waitFor();
    await page.locator('#training').getByText('Completed', { exact: true }).waitFor({ timeout: 60_000 });
    for (const model of modelNames) {
      assert.notEqual(await readChampion(product.database, model), null, model);
      await page.locator(`[data-model=${model}]`).getByText('Not trained yet').waitFor({ state: 'detached' });
    }
  });

  /** How much a training has to do, which the page leaves to the API. */
  async function tryCandidates(candidates: number): Promise<void> {
    await page.route('**/api/v1/training/start', (route, request) =>
      route.continue({ postData: JSON.stringify({ ...request.postDataJSON(), candidates }) }),
    );
  }

  it('starts another training and stops it', async () => {
    await tryCandidates(100); // so many that it can't end before
    await page.getByLabel('What to train').selectOption('lead_scoring');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText(/^Training \d+%$/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#training').getByText('Cancelled', { exact: true }).waitFor();
    assert.equal((await ask('training/status')).status, 'cancelled');
  });

  it('shows the list of whoever was scored, and the reasons of a score, which add up', async () => {
    await go('today');
    await page.getByRole('heading', { name: 'Nobody was scored yet' }).waitFor();
    await product.controls.scoring.score(modelNames);
    const card = page.locator('.person').first();
    await card.waitFor();
    const listed = await ask('predictions?model=lead_scoring&limit=1&unhandled=true');
    assert.equal(await card.getAttribute('data-subject'), listed.predictions[0].id);
    await card.getByRole('heading').getByRole('link').click();
    const waterfall = page.locator('svg.waterfall').first();
    await waterfall.waitFor();
    const { scores } = await ask(`people/${listed.predictions[0].contact_id}`);
    const { prediction_id } = scores.findLast(({ model }: { model: string }) => model === 'lead_scoring');
    const { sum, base_value, groups } = await ask(`predictions/${prediction_id}`);
    const total = groups.reduce((so: number, { contribution }: { contribution: number }) => so + contribution, 0);
    assert.ok(Math.abs(base_value + total - sum) < 1e-6);
    assert.equal(Number(await waterfall.locator('rect').last().getAttribute('data-to')), sum);
  });

  it('counts a lead that was marked as won', async () => {
    await go('today');
    const card = page.locator('.person').first();
    await card.getByRole('button', { name: /^Won: / }).click();
    await card.getByRole('button', { name: 'Yes, won' }).click();
    await page.getByText('Won: kept as an outcome.').waitFor();
    await go('models');
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await go('today');
    await page.getByText('One answer waits until the next training counts it.').waitFor();
  });

  it('decides an experiment', async () => {
    const { database, blobs, controls } = product;
    const world = gateWorld({ database, blobs, client: controls.client, installation: controls.installation });
    const { id, version } = await world.submit('churn', gateConfig('churn'));
    await go('experiments');
    const card = page.locator(`[data-experiment="${id}"]`);
    await card.getByRole('button', { name: 'Promote' }).click();
    await page.getByLabel('Why? It is kept on record.').fill('It is the same, and newer');
    await page.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();
    await page.locator(`.past [data-experiment="${id}"]`).waitFor();
    await world.idle('churn');
    assert.equal((await readExperiment(database, id)).outcome, 'promoted');
    assert.equal((await readChampion(database, 'churn'))?.id, version.id);
  });

  it('lets an older version serve, and rolls back, both with a reason', async () => {
    const newer = await readChampion(product.database, 'churn');
    await go('models/churn');
    const champion = page.locator('.versions .champion strong');
    await champion.waitFor();
    assert.equal(await champion.innerText(), newer?.name);
    await page.getByRole('button', { name: /^Deploy / }).click();
    await page.getByLabel('Why? It is kept on record.').fill('The old one kept more');
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy' }).click();
    await page.locator('.deployments').getByText('The old one kept more').waitFor();
    assert.notEqual((await readChampion(product.database, 'churn'))?.id, newer?.id);
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByLabel('Why? It is kept on record.').fill('No, it did not');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.locator('.deployments').getByText('No, it did not').waitFor();
    assert.equal(await champion.innerText(), newer?.name);
    const [last] = (await ask('models/churn/deployments?limit=1')).deployments;
    assert.deepEqual([last.version, last.action, last.actor], [newer?.name, 'rollback', 'Max']);
  });

  it('takes a file with a bad row, tells which, and takes the mended one', async () => {
    const contacts = async () => (await ask('data')).total.contacts;
    const before = await contacts();
    await go('data');
    await drop(
      'contacts.csv',
      'external_id,name,phone,created_at\nc-1,Anna Novak,+43 660 1234567,2026-01-05\nc-2,Otto Wolf,+43 660 7654321,soon\n',
    );
    await page.getByText(/would be rejected/).waitFor();
    await page.locator('.causes').getByText('line 3: "soon"').waitFor();
    await page.getByRole('button', { name: 'Import one row' }).click();
    await page.getByText('1 of 2 rows are in; one row was rejected.').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the rejected rows' }).click();
    const rejects = await saved;
    const mended = (await readFile(await rejects.path(), 'utf8')).replace(',soon,', ',2026-01-06,');
    await page.getByRole('button', { name: 'Bring in another file' }).click();
    await drop(rejects.suggestedFilename(), mended);
    await page.getByRole('button', { name: 'Import one row' }).click();
    await page.getByText('Imported', { exact: true }).first().waitFor();
    assert.equal(await contacts(), before + 2);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('otto wolf');
    await page.getByRole('option', { name: /Otto Wolf/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  async function drop(name: string, content: string): Promise<void> {
    const zone = page.locator('.drop-zone');
    await zone.waitFor();
    const dataTransfer = await page.evaluateHandle(
      `const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: 'text/csv' }));
      data;`,
    );
    await zone.dispatchEvent('drop', { dataTransfer });
  }

  it("brings a colleague from a mail's link, through the sign-in, to the incident, who acknowledges it", async () => {
    const { api, database } = product;
    const now = new Date();
    const id = await createIncident(database, {
      ...{ fingerprint: 'churn/live/accuracy_low', rule: 'accuracy_low', model: 'churn', source: 'live' },
      ...{ state: 'firing', value: 0.61, limit: 0.7, detail: '', openedAt: now, firedAt: now, resolvedAt: null },
      ...{ noticedAt: now, thread: null, versionId: null, figures: [], samples: 212, windowDays: 14 },
    });
    const colleague = await newContext();
    const opened = await colleague.newPage();
    // nobody is signed in at first
    hearComplaints(opened, api.url, complaints, /status of 401/);
    await opened.goto(`${api.dashboardUrl}#incident-${id}`);
    await opened.getByText('npx perennial open').waitFor();
    await opened.goto(await api.signInLink('Eva'));
    await opened.getByRole('heading', { name: 'Churn: accuracy is below 70%', level: 1 }).waitFor();
    await opened.getByRole('button', { name: 'Acknowledge' }).click();
    await opened.locator('#happened').getByText('Acknowledged', { exact: true }).waitFor();
    const { state, acknowledgedBy } = await readIncident(database, id);
    assert.deepEqual([state, acknowledgedBy], ['acknowledged', 'Eva']);
    await colleague.close();
  });

  async function installation(): Promise<Installation> {
    const { newToken } = product.api;
    const { predictions } = await ask('predictions?model=lead_scoring&limit=1');
    return { url: product.api.url, token: newToken ?? assert.fail('no token'), lead: predictions[0].id };
  }

  it('is trained, asked and told by the Python client of the pages', {
    skip: isInstalled('python3') ? false : 'there is no python3',
  }, async () => {
    const here = await installation();
    const trained = await runPython(here, '--model', 'lead_scoring', '--candidates', '1', '--every', '0.2');
    assert.match(trained, /^100% /m);
    assert.match(trained, new RegExp(`^ +[\\d.]+ +${here.lead} `, 'm'));
    assert.match(await runPython(here, '--won', here.lead), /'accepted': 1/);
    await assert.rejects(runPython({ ...here, token: 'wrong' }, '--won', here.lead), /unauthorized: /);
  });

  it('answers every call that the pages show', async () => {
    const here = await installation();
    const calls = curlCalls();
    assert.ok(calls.length >= 9, `${calls.length} calls`);
    for (const { at, words } of calls) {
      const { status, text } = await callAsShown(words, here);
      assert.ok(status >= 200 && status < 300, `${at}: ${status} ${text}`);
      assert.doesNotMatch(text, /"status":"rejected"/, at);
    }
  });

  it('complains of nothing', () => assert.deepEqual(complaints, []));
});
