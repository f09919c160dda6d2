/**
 * `node test/upgrade/make-fixture.ts <release> [checkout]` lets the code in a checkout (default: this one) live the life of
 * `live-a-life.ts` in a home of its own, stops it as a person would, and keeps what it leaves as `test/upgrade/fixtures/<release>/`.
 * It takes about two minutes.
 */
import { deepEqual } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { startStack } from '../../stack/embedded-stack.ts';
import { freePorts } from '../../stack/ports.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { makeEnterableFolder } from '../infrastructure.ts';
import { onDatabase } from './crm-subjects.ts';
import { type DatabaseDump, describeSchema, dumpDatabase, restoreDatabase } from './database-dump.ts';
import { readHome, writeFixture } from './fixture-files.ts';
import { forgetHurry } from './hurry-experiments.ts';
import { live } from './live-a-life.ts';
import { type Release, startRelease } from './release.ts';
import { writeDown } from './write-down.ts';

const [release, given] = process.argv.slice(2);
if (release === undefined) throw new Error('Which release? node test/upgrade/make-fixture.ts <release> [checkout]');
const checkout = given === undefined ? projectRoot : resolve(given);
const home = makeEnterableFolder(tmpdir());
/** Of servers that run, and of this machine. */
const left = ['postgres', 'logs', 'stack.json', 'stack.lock', 'supervisor.json'];

try {
  const token = await whileItRuns({}, async (running) => {
    await live(running, say);
    return running.token;
  });
  say('the mail server is away: a mail stays in the outbox');
  const away = { SMTP_URL: 'smtp://127.0.0.1:9', ALERT_TO: 'anna@example.com' };
  const expected = await whileItRuns({ token, env: away }, writeDown);
  const database = await dumpStopped();
  say(`written: ${writeFixture({ release, database, files: readHome(home, left), expected })}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function whileItRuns<T>(
  settings: { readonly token?: string; readonly env?: Record<string, string> },
  work: (running: Release) => Promise<T>,
): Promise<T> {
  const running = await startRelease({ checkout, home, ...settings });
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}

/** After the release's stop nothing changes any more: what Temporal's file says and what the database says belong together. */
async function dumpStopped(): Promise<DatabaseDump> {
  const [postgres = 0, temporal = 0] = await freePorts(2);
  const stack = await startStack({ home, ports: { postgres, temporal }, temporal: false });
  try {
    await forgetHurry(stack.databaseUrl);
    const dumped = await dumpDatabase(stack.databaseUrl, checkout);
    await requireSame(stack.databaseUrl, dumped);
    return dumped;
  } finally {
    await stack.stop();
  }
}

/** Restored into a second database, it has the schema of the first and dumps as the first. */
async function requireSame(url: string, dumped: DatabaseDump): Promise<void> {
  await onDatabase(url, (client) => client.query('create database fixture_check'));
  const check = new URL(url);
  check.pathname = '/fixture_check';
  await restoreDatabase(check.href, dumped);
  deepEqual(await describeSchema(check.href), await describeSchema(url));
  deepEqual(await dumpDatabase(check.href, checkout), dumped);
}

function say(what: string): void {
  console.log(`- ${what}`);
}
