import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import pg from 'pg';
import { type RunningStack, startStack } from '../stack/embedded-stack.ts';
import { freePorts } from '../stack/ports.ts';
import { ensureSearchAttributes } from '../stack/temporal/temporal-server.ts';

/**
 * What tests need of the outside. `npm test` starts one throw-away stack for all files and passes its addresses; a file run by itself
 * (`node --test test/x.db.test.ts`) starts its own at first use. Each file works in databases and a namespace of its own.
 */
export const testVariables = {
  database: 'PERENNIAL_TEST_DATABASE_URL',
  temporal: 'PERENNIAL_TEST_TEMPORAL_ADDRESS',
  folder: 'PERENNIAL_TEST_FOLDER',
} as const;

export type TestDatabase = { readonly url: string; close(): Promise<void> };
export type TestTemporal = { readonly address: string; readonly namespace: string };

/** A throw-away stack on free ports. Its supervisor deletes the home when the process ends, however it ends. */
export async function startThrowAwayStack(options: { temporal: boolean; home?: string }): Promise<RunningStack> {
  const [postgres = 0, temporal = 0] = await freePorts(2);
  return startStack({
    home: options.home ?? makeEnterableFolder(tmpdir()),
    ports: { postgres, temporal },
    temporal: options.temporal,
    throwAway: true,
    announce: (line) => process.stderr.write(`${line}\n`),
  });
}

/** A fresh, migrated database. `close` deletes it and disconnects whoever still uses it. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env[testVariables.database] ?? (await ownStack()).databaseUrl;
  await ensureTemplate(server);
  const copy = await copyDatabase(server, template);
  // not the template's identity: its schedules and workflows are no other file's
  await onServer(copy.url, (client) => client.query('UPDATE installation SET id = gen_random_uuid()'));
  return copy;
}

/** As a backup gives it back: the identity too. Nobody may be connected with it meanwhile. */
export function backUp({ url }: TestDatabase): Promise<TestDatabase> {
  return copyDatabase(url, new URL(url).pathname.slice(1));
}

async function copyDatabase(server: string, from: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const administration = inDatabase(server, 'postgres');
  await onServer(administration, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${from}`));
  return {
    url: inDatabase(server, name),
    close: async () => {
      await onServer(administration, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** A namespace of its own, with our search attributes; workflow ids and task queues of other files can't collide with it. */
export async function testTemporal(): Promise<TestTemporal> {
  const address = process.env[testVariables.temporal] ?? (await ownStack()).temporalAddress ?? '';
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  try {
    const retention = msToTs('1 day');
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention });
  } finally {
    await connection.close();
  }
  await ensureSearchAttributes(address, namespace);
  return { address, namespace };
}

/** An empty folder, removed when the process ends; within `npm test` in its folder, which is removed even when all are killed. */
export function temporaryFolder(): string {
  if (temporaryFolders.length === 0) process.once('exit', removeTemporaryFolders);
  const folder = makeEnterableFolder(process.env[testVariables.folder] ?? tmpdir());
  temporaryFolders.push(folder);
  return folder;
}

/** The same where everybody may enter: within `npm test`, its folder is closed to other OS users, as every home is. */
export function enterableTemporaryFolder(): string {
  if (temporaryFolders.length === 0) process.once('exit', removeTemporaryFolders);
  const folder = makeEnterableFolder(tmpdir());
  temporaryFolders.push(folder);
  return folder;
}

const temporaryFolders: string[] = [];

function removeTemporaryFolders(): void {
  for (const folder of temporaryFolders) rmSync(folder, { recursive: true, force: true });
}

/** Readable by all: PostgreSQL's OS user enters it where the tests run as root. */
export function makeEnterableFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'perennial-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

const template = 'perennial_template';
/** Any number that nothing else locks: several files may ask for the template at once. */
const templateLock = 7_233_543;

/** Made under another name first, so that a template whose migration failed is never used. */
async function ensureTemplate(server: string): Promise<void> {
  await onServer(inDatabase(server, 'postgres'), async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount === 1) return;
    await client.query(`DROP DATABASE IF EXISTS ${template}_unfinished WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${template}_unfinished`);
    const { migrate } = await import('../store/database/migrate.ts');
    await migrate(inDatabase(server, `${template}_unfinished`));
    await client.query(`ALTER DATABASE ${template}_unfinished RENAME TO ${template}`);
  });
}

/** Locks taken in `work` end with the connection. */
async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

let own: Promise<RunningStack> | undefined;

/** For a file run by itself: its suffix says whether it needs Temporal too. */
function ownStack(): Promise<RunningStack> {
  own ??= startThrowAwayStack({ temporal: !process.argv[1]?.endsWith('.db.test.ts') });
  return own;
}
