import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { temporaryFolder, testVariables } from '../infrastructure.ts';

/**
 * Its defaults for cloud functions: a single process, in which closing a page ends the browser, and pages that may read each
 * other, which no user's browser allows.
 */
const unwanted = [
  ...['--single-process', '--no-zygote'],
  ...['--disable-web-security', '--disable-site-isolation-trials', '--allow-running-insecure-content'],
  // a graphics card computed by the processor, which takes three times as long for a picture as drawing without one
  ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  ...['--ignore-gpu-blocklist', '--in-process-gpu'],
];

/** A browser of the package for Linux (system libraries: NSS); elsewhere an installed Chrome serves. */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (process.platform !== 'linux') return await chromium.launch({ channel: 'chrome', args: [...flags] });
  const args = chromiumPackage.args.filter((flag) => !unwanted.includes(flag));
  return await chromium.launch({ executablePath: await unpackBrowser(), args: [...args, '--disable-gpu', ...flags] });
}

/** Takes seconds, and 200 MB that must not stay in the machine's temporary folder. Within `npm test` all files share it. */
async function unpackBrowser(): Promise<string> {
  const run = process.env[testVariables.folder];
  const shared = run === undefined ? undefined : join(run, 'browser');
  if (shared !== undefined && existsSync(shared)) return join(shared, 'chromium');
  const own = temporaryFolder();
  const executable = await unpackInto(own);
  if (shared === undefined) return executable;
  try {
    renameSync(own, shared); // whole or not at all: another file may look for it now
  } catch (error) {
    if (!existsSync(shared)) throw error;
  }
  return join(shared, 'chromium');
}

/** The package takes no folder but the temporary one. */
async function unpackInto(folder: string): Promise<string> {
  const outside = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return await chromiumPackage.executablePath();
  } finally {
    if (outside === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outside;
  }
}
