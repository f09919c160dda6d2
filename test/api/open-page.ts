import type { Browser, Page, ViewportSize } from 'playwright-core';
import type { Ports } from '../../api/ports.ts';
import { launchBrowser } from './browser.ts';
import { goodToken, listen, type TestApi } from './fakes.ts';

/** A browser that is signed in to a dashboard on these ports. */
export type OpenPage = {
  readonly api: TestApi;
  readonly page: Page;
  /** Shows the part of the dashboard with this address, such as `experiments`, from its start. */
  show(address: string): Promise<void>;
  /** What no page may do: errors in the console, violations of the content security policy, requests to other hosts. */
  readonly complaints: string[];
  close(): Promise<void>;
};

/** @param expected what the console may say, as for refusals that a test provokes */
export async function openPage(
  ports: Ports,
  {
    expected = /^$/,
    viewport = { width: 1280, height: 900 },
    token = goodToken,
  }: { expected?: RegExp; viewport?: ViewportSize; token?: string } = {},
): Promise<OpenPage> {
  const api = await listen(ports);
  const complaints: string[] = [];
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport, locale: 'en-GB' });
    context.setDefaultTimeout(30_000);
    const signedIn = await context.request.post(`${api.url}/sign-in`, {
      data: { token },
      headers: { Origin: api.url },
    });
    if (!signedIn.ok()) throw new Error(`Signing in answered ${signedIn.status()}.`);
    const page = await context.newPage();
    hearComplaints(page, api.url, complaints, expected);
    const opened = browser;
    return {
      ...{ api, page, complaints },
      async show(address) {
        await page.goto('about:blank');
        await page.goto(`${api.url}/#${address}`);
      },
      async close() {
        await opened.close();
        await api.close();
      },
    };
  } catch (error) {
    await browser?.close();
    await api.close();
    throw error;
  }
}

/** Adds to `complaints` what no page may do. @param url of the only host that it may ask @param expected what the console may say */
export function hearComplaints(page: Page, url: string, complaints: string[], expected = /^$/): void {
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) complaints.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && !expected.test(line.text()))
      complaints.push(`${line.text()} ${line.location().url}`);
  });
}
