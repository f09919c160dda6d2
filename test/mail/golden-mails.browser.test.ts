import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../api/browser.ts';
import { goldenMails } from './golden-mails.ts';

describe('the mails in a browser', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const width of [800, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`fit ${width} pixels in ${colorScheme} colours, with their charts`, async () => {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        for (const { name, mail } of goldenMails) {
          await page.setContent(withCharts(mail.html ?? '', mail.charts ?? []));
          const seen = await look(page);
          assert.ok(seen.overflow <= 0, `${name} is ${seen.overflow} px too wide`);
          assert.ok(
            seen.charts.every((chart) => chart === 1120),
            `${name}: ${seen.charts}`,
          );
          assert.equal(seen.charts.length, mail.charts?.length ?? 0, name);
          const [ground, ink] =
            colorScheme === 'light'
              ? ['rgb(255, 255, 255)', 'rgb(29, 36, 33)']
              : ['rgb(20, 24, 26)', 'rgb(230, 235, 231)'];
          assert.deepEqual([seen.ground, seen.ink], [ground, ink], name);
        }
        await page.close();
      });
    }
  }
});

/** A mail program shows the attached charts in place of their Content-IDs. */
function withCharts(html: string, charts: readonly { readonly cid: string; readonly png: string }[]): string {
  return charts.reduce((page, { cid, png }) => page.replace(`cid:${cid}`, `data:image/png;base64,${png}`), html);
}

type Seen = {
  readonly overflow: number;
  readonly ground: string;
  readonly ink: string;
  readonly charts: readonly number[];
};

/** As text, because tests are checked without the types of browsers. */
function look(page: Page): Promise<Seen> {
  return page.evaluate<Seen>(`(() => {
    const { backgroundColor: ground, color: ink } = getComputedStyle(document.body);
    const overflow = document.documentElement.scrollWidth - innerWidth;
    return { overflow, ground, ink, charts: [...document.images].map(({ naturalWidth }) => naturalWidth) };
  })()`);
}
