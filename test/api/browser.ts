import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { temporaryFolder } from '../infrastructure.ts';

/**
 * Its defaults for cloud functions: a single process, in which closing a page ends the browser, and pages that may read each
 * other, which no user's browser allows.
 */
const unwanted = [
  ...['--single-process', '--no-zygote'],
  ...['--disable-web-security', '--disable-site-isolation-trials', '--allow-running-insecure-content'],
];

/** The package unpacks a browser for Linux (system libraries: NSS) into the temporary folder; elsewhere an installed Chrome serves. */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (process.platform !== 'linux') return await chromium.launch({ channel: 'chrome', args: [...flags] });
  const outside = process.env.TMPDIR;
  process.env.TMPDIR = temporaryFolder(); // 200 MB that must not stay in the machine's
  const executablePath = await chromiumPackage.executablePath();
  if (outside === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outside;
  const args = chromiumPackage.args.filter((flag) => !unwanted.includes(flag));
  return await chromium.launch({ executablePath, args: [...args, ...flags] });
}
