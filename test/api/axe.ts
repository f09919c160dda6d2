import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../stack/project-root.ts';

/** For whoever looks at the pages: git ignores it. */
const pictures = join(projectRoot, 'test-output', 'pages');
mkdirSync(pictures, { recursive: true });

/**
 * The page draws cards when they come into view, which a picture of the whole page doesn't wait for. Card by card, because the page's
 * policy refuses a style sheet that it didn't send.
 */
const drawAll = `for (const card of document.querySelectorAll('.person')) card.style.contentVisibility = 'visible'`;

/**
 * That what is shown fits, and that axe finds no fault; a picture of it is kept. @param rules `colours`: where only they are others than
 * when all rules were applied
 */
export async function assertReadable(page: Page, name: string, rules: 'all' | 'colours' = 'all'): Promise<void> {
  await page.evaluate(drawAll);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, timeout: 30_000 });
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  // as text, for the page's policy refuses scripts that it didn't send
  if (!(await page.evaluate(`typeof axe === 'object'`))) await page.evaluate(axe.source);
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(rules === 'colours' && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }),
  };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  assert.deepEqual(found, [], name);
}
