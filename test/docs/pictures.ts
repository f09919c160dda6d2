import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { modelNames } from '../../domain/models.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { launchBrowser } from '../api/browser.ts';
import { openProduct } from '../api/running-product.ts';

/** The README's pictures, of a simulated business after its first training. Run by itself, this file takes them anew. */
const pictures = { today: 'docs/today.png', run: 'docs/run.png' } as const;
const size = { width: 1200, height: 860 } as const;

const product = await openProduct({ seed: 7, contacts: 300, leads: 240, conversations: 200 });
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: size, locale: 'en-GB', colorScheme: 'light' });
  await page.goto(await product.api.signInLink('Max'));
  await page.goto(`${product.api.url}/#models`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('#training').getByText('Completed', { exact: true }).waitFor({ timeout: 300_000 });
  await product.controls.scoring.score(modelNames);

  await page.goto(`${product.api.url}/#today`);
  await page.locator('.person').first().waitFor();
  await take(page, pictures.today);
  await page.goto(`${product.api.url}/#models`);
  await page.locator('.runs a').first().click();
  await page.locator('.figure').first().waitFor();
  await take(page, pictures.run);
} finally {
  await browser.close();
  await product.close();
}

async function take(page: Page, file: string): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => true)');
  await page.screenshot({ path: join(projectRoot, file), animations: 'disabled' });
  process.stdout.write(`${file}\n`);
}
