import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { temporaryFolder } from '../infrastructure.ts';

/** The package unpacks a browser for Linux (system libraries: NSS) into the temporary folder; elsewhere an installed Chrome serves. */
export async function launchBrowser(): Promise<Browser> {
  if (process.platform !== 'linux') return await chromium.launch({ channel: 'chrome' });
  const outside = process.env.TMPDIR;
  process.env.TMPDIR = temporaryFolder(); // 200 MB that must not stay in the machine's
  const executablePath = await chromiumPackage.executablePath();
  if (outside === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outside;
  // its default for cloud functions is a single process, in which closing a page ends the browser
  const args = chromiumPackage.args.filter((flag) => flag !== '--single-process' && flag !== '--no-zygote');
  return await chromium.launch({ executablePath, args });
}
