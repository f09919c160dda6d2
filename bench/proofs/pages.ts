import type { Page } from 'playwright-core';
import { definitions } from '../../models/registry.ts';
import { scoreSubjects } from '../../serving/answers/score-subjects.ts';
import { readLiveModels } from '../../serving/live/live-models.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { createLogger } from '../../telemetry/log.ts';
import { deployRandom } from '../../test/activities/monitor-rows.ts';
import { launchBrowser } from '../../test/api/browser.ts';
import { startTestApi } from '../../test/api/start-test-api.ts';
import { temporaryFolder, testDatabase } from '../../test/infrastructure.ts';
import { openHistory } from '../../test/serving/random-model.ts';
import { holds, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

const leads = 10_000;
const bars = { kilobytes: 150, firstContent: 1_000, interaction: 100, growth: 0.1 } as const;
/** At one each two seconds they take an hour; here they come as fast as the page keeps up. */
const eventsOfAnHour = 1_800;

/**
 * The dashboard's home in a real browser, on the real API and a database of many scored leads: what is transferred, how soon something
 * is there, how soon a press shows, and what an hour of events leaves in memory.
 */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const own = await testDatabase();
  const database = await openDatabase(own.url);
  const blobs = openBlobs(temporaryFolder());
  try {
    print(`${leads} leads, each with a name, a phone and a score ...`);
    await fill(database);
    await openHistory(database);
    await deployRandom(database, blobs, 'lead_scoring');
    await score(database, blobs);
    const api = await startTestApi({ database, blobs });
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      await page.goto(await api.signInLink('Max'));
      await page.locator('[data-subject]').first().waitFor();
      const { bytes, firstContent } = await load(page, api.url);
      const presses = await interact(page, reduced ? 3 : 10);
      const memory = await listen(page, database, reduced ? eventsOfAnHour / 6 : eventsOfAnHour);
      const growth = memory.after / memory.before - 1;
      print(
        `heap ${(memory.before / 1e6).toFixed(1)} MB before, ${(memory.after / 1e6).toFixed(1)} MB after ${memory.events} events`,
      );
      return {
        passed: [
          holds(
            'home transferred, with an empty cache',
            `${(bytes / 1000).toFixed(0)} kB (< ${bars.kilobytes})`,
            bytes < bars.kilobytes * 1000,
          ),
          holds(
            'first content',
            `${firstContent.toFixed(0)} ms (< ${bars.firstContent})`,
            firstContent < bars.firstContent,
          ),
          holds(
            `from press to paint, p95 of ${presses.length}`,
            `${quantile(presses, 0.95).toFixed(0)} ms (< ${bars.interaction}), worst ${Math.max(...presses).toFixed(0)}`,
            quantile(presses, 0.95) < bars.interaction,
          ),
          holds(
            'growth of the heap',
            `${(100 * growth).toFixed(1)}% (<= ${100 * bars.growth}%), ${memory.nodes} nodes more`,
            growth <= bars.growth,
          ),
        ].every(Boolean),
      };
    } finally {
      await browser.close();
      await api.close();
    }
  } finally {
    await database.close();
    await own.close();
  }
}

async function fill(database: Database): Promise<void> {
  await database.query(
    `insert into contacts (external_id, name, phone, email, created_at)
     select 'c' || i, 'Person ' || i, '+43660' || (1000000 + i), 'p' || i || '@example.org', now() - interval '20 days'
     from generate_series(1, $1::int) as i`,
    [leads],
  );
  await database.query(
    `insert into leads (external_id, contact_id, source, owner, created_at)
     select 'l' || c.id, c.id, 'web', 'Owner ' || c.id % 7, now() - interval '10 days' from contacts as c`,
  );
}

async function score(database: Database, blobs: ReturnType<typeof openBlobs>): Promise<void> {
  const models = await readLiveModels({ database, blobs, definitions, log: createLogger('proof', 'error') });
  const now = new Date();
  const live = models.of('lead_scoring');
  const { subjects } = await scoreSubjects({
    database,
    model: 'lead_scoring',
    live,
    businessTimezone: 'UTC',
    now,
    clock: () => new Date(),
  });
  if (subjects !== leads) throw new Error(`${subjects} leads were scored`);
}

/** The home page as a browser sees it that has kept nothing. */
async function load(page: Page, url: string): Promise<{ readonly bytes: number; readonly firstContent: number }> {
  const traffic = await page.context().newCDPSession(page);
  await traffic.send('Network.enable');
  await traffic.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  traffic.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto('about:blank');
  bytes = 0;
  await page.goto(url);
  await page.locator('[data-subject]').first().waitFor();
  await traffic.detach();
  const firstContent = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN",
  );
  return { bytes, firstContent };
}

/** What people press on the home page. @returns ms from each press to the next paint, as the browser measures it */
async function interact(page: Page, rounds: number): Promise<number[]> {
  await page.evaluate(
    `globalThis.presses = [];
     new PerformanceObserver((list) => {
       for (const { duration, interactionId } of list.getEntries()) if (interactionId) presses.push(duration);
     }).observe({ type: 'event', durationThreshold: 16, buffered: true })`,
  );
  const filter = page.getByLabel('Filter by name, phone or e-mail');
  for (let round = 0; round < rounds; round++) {
    await page.getByRole('tab', { name: 'Keep' }).click();
    await page.getByRole('tab', { name: 'Call' }).click();
    await page.locator('[data-subject]').first().waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText(/^48 of 10/).waitFor();
    await filter.pressSequentially('Person 77');
    await page.getByText(/of 111$/).waitFor();
    await filter.fill('');
    await page.getByText(/^24 of 10/).waitFor();
    await page
      .getByRole('button', { name: /^Called: / })
      .first()
      .click();
    await page.getByRole('button', { name: 'Undo' }).first().click();
  }
  return await page.evaluate<number[]>('presses');
}

/** Incidents open and close while somebody looks at the home page. Memory is counted after a collection. */
async function listen(page: Page, database: Database, events: number) {
  const debug = await page.context().newCDPSession(page);
  async function memory() {
    await debug.send('HeapProfiler.collectGarbage');
    const { usedSize } = await debug.send('Runtime.getHeapUsage');
    const { nodes } = await debug.send('Memory.getDOMCounters');
    return { usedSize, nodes };
  }
  const [incident] = await database.query<{ id: number }>(
    `insert into incidents (fingerprint, rule, model, source, state, value, "limit", detail, opened_at, fired_at)
     values ('lead_scoring/live/performance', 'mae_high', 'lead_scoring', 'live', 'firing', 16, 15, 'Too high.', now(), now())
     returning id`,
  );
  async function happen(count: number): Promise<void> {
    for (let event = 0; event < count; event++) {
      const ends = event % 2 === 0;
      await database.query(`update incidents set state = $2, resolved_at = case when $3 then now() end where id = $1`, [
        incident.id,
        ends ? 'resolved' : 'firing',
        ends,
      ]);
      await page.waitForTimeout(20);
    }
  }
  await happen(100);
  const before = await memory();
  await happen(events);
  const after = await memory();
  return { before: before.usedSize, after: after.usedSize, nodes: after.nodes - before.nodes, events };
}
