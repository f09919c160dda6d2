import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import type { Browser, Page } from 'playwright-core';
import { type Everything, startEverything } from '../../everything.ts';
import { createMailbox } from '../../mail/mailer.ts';
import { readConfig } from '../../stack/config.ts';
import { type SupervisorRecord, supervisorFile } from '../../stack/home-lock.ts';
import { freePorts, portsClosedToBrowsers } from '../../stack/ports.ts';
import { findRunningStack } from '../../stack/stack-record.ts';
import { readJson } from '../../stack/state-file.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { launchBrowser } from '../api/browser.ts';
import { enterableTemporaryFolder } from '../infrastructure.ts';
import { readableByOthers } from './readable-files.ts';

/** A page of somebody else's, whose names lead to this machine, tries everything that the running product listens on. */
const skip = process.platform === 'linux' ? false : 'the list of listening ports comes from /proc';

/** What each server has to tell; a path that a server doesn't have says nothing. */
const paths = [
  ...['/', '/healthz', '/metrics', '/debug/pprof/', '/openapi.json', '/render?content=x', '/api/v1/settings'],
  ...['/api/v1/namespaces', '/api/v1/namespaces/default/workflows', '/namespaces/default/schedules', '/api/v1/data'],
];
const schedule = 'retention-daily';
const writes = [
  [`/api/v1/namespaces/default/schedules/${schedule}/patch`, { patch: { pause: 'by a foreign page' } }],
  [`/namespaces/default/schedules/${schedule}/patch`, { patch: { pause: 'by a foreign page' } }],
  [
    '/api/v1/namespaces/default/workflows/foreign',
    {
      workflowType: { name: 'retention' },
      taskQueue: { name: 'orchestration' },
      requestId: 'foreign',
      input: [{ limits: {}, requestedAt: '2099-01-01T00:00:00Z' }],
    },
  ],
  [`/api/v1/schedules/${schedule}/pause`, { reason: 'by a foreign page' }],
] as const;

describe('a page of another origin', { skip }, () => {
  let everything: Everything;
  let home: string;
  let browser: Browser;
  let foreign: Server;
  let connection: Connection;
  let client: Client;

  before(async () => {
    home = join(enterableTemporaryFolder(), 'home');
    const [postgres, temporal, ui, api] = await freePorts(4);
    const config = readConfig({
      PERENNIAL_HOME: home,
      PERENNIAL_POSTGRES_PORT: String(postgres),
      PERENNIAL_TEMPORAL_PORT: String(temporal),
      PERENNIAL_TEMPORAL_UI_PORT: String(ui),
      PERENNIAL_API_PORT: String(api),
      PERENNIAL_TRAINING_SLOTS: '1',
    });
    everything = await startEverything(config, () => {});
    connection = await Connection.connect({ address: findRunningStack(home)?.temporalAddress ?? '' });
    client = new Client({ connection });
    foreign = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>foreign</title>');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser(['--host-resolver-rules=MAP *.example 127.0.0.1']);
  });
  after(async () => {
    await browser?.close();
    foreign?.close();
    await connection?.close();
    await everything?.stop();
  });

  async function unchanged(): Promise<void> {
    assert.equal((await client.schedule.getHandle(schedule).describe()).state.paused, false);
    for await (const { workflowId } of client.workflow.list()) assert.doesNotMatch(workflowId, /foreign/);
    await assert.rejects(client.workflow.getHandle('foreign').describe());
  }

  it('reads nothing and changes nothing, at whatever port it asks', async () => {
    const page = await browser.newPage();
    await page.goto(`http://evil.example:${(foreign.address() as AddressInfo).port}/`);
    const ports = listeningPorts(home, foreign);
    assert.ok(ports.length >= 7, `only ${ports.length} ports: PostgreSQL, four of Temporal, its UI and the API`);
    for (const port of ports) {
      for (const name of ['127.0.0.1', 'localhost']) {
        const told = await page.evaluate(askAcross, { base: `http://${name}:${port}`, paths, writes });
        assert.deepEqual(told, [], `port ${port}`);
      }
    }
    await page.close();
    await unchanged();
  });

  it('reads nothing and changes nothing under a name that it makes lead here', async () => {
    const readable: string[] = [];
    for (const port of listeningPorts(home, foreign)) {
      const page = await browser.newPage();
      readable.push(...(await askAsOwn(page, `http://evil.example:${port}`)));
      await page.close();
    }
    assert.deepEqual(readable, []);
    await unchanged();
  });

  it('asks none of the ports that the servers take because browsers refuse them', async () => {
    for (const port of portsClosedToBrowsers) {
      const page = await browser.newPage();
      await assert.rejects(page.goto(`http://127.0.0.1:${port}/`), /ERR_UNSAFE_PORT/, `port ${port}`);
      await page.close();
    }
  });

  it('uses the Web UI not even from another port of this machine, in a browser with a session', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(everything.temporalUiUrl ?? '');
    await page.getByText('Workflows').first().waitFor();
    const base = new URL(everything.temporalUiUrl ?? '').origin;
    const sameSite = `http://localhost:${(foreign.address() as AddressInfo).port}/`;
    for (const address of [sameSite, `http://evil.example:${new URL(sameSite).port}/`]) {
      const other = await context.newPage();
      await other.goto(address);
      assert.deepEqual(await other.evaluate(askAcross, { base, paths, writes }), []);
    }
    await context.close();
    await unchanged();
  });

  it('is not alone: no other OS user of this machine reads the state either', async () => {
    const hash = await openBlobs(join(home, 'artifacts')).put(Buffer.from('a model'));
    const mailbox = createMailbox(join(home, 'mailbox'), 'perennial@localhost');
    const letter = { messageId: '<one@localhost>', to: 'ann@localhost', subject: 'One', text: 'one', html: null };
    await mailbox.send({ ...letter, charts: [], thread: [] });
    for (const name of [`artifacts/${hash.slice(0, 2)}/${hash}`, 'mailbox/one_localhost.eml', 'logs/perennial.log']) {
      assert.ok(existsSync(join(home, name)), name);
    }
    for (const name of ['temporal.db', 'logs/temporal.log', 'logs/postgres.log', 'stack.json', 'web-ui.token']) {
      assert.ok(existsSync(join(home, name)), name);
    }
    assert.deepEqual(readableByOthers(home), []);
  });

  it('leaves the Web UI to whoever has the link: it shows runs with a slash in their id, and pauses a schedule', async () => {
    await client.workflow.start('any', {
      workflowId: 'retrain/1/churn',
      taskQueue: 'nobody',
      args: [{ seed: 4711 }],
      staticDetails: '| stage | |\n|---|---|\n| extract | **now** <b>here</b> |',
    });
    const context = await browser.newContext();
    const page = await context.newPage();
    const failed: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => failed.push(error.message));
    const { origin } = new URL(everything.temporalUiUrl ?? '');

    await page.goto(everything.temporalUiUrl ?? '');
    await page.getByRole('link', { name: 'retrain/1/churn' }).first().waitFor();
    assert.doesNotMatch(page.url(), /session/);
    await page.goto(`${origin}/namespaces/default/workflows/${encodeURIComponent('retrain/1/churn')}`);
    await page.getByText('4711').first().waitFor();
    await page.goto(`${origin}/render?theme=light&content=${encodeURIComponent('| a |\n|---|\n| **b** <b>c</b> |')}`);
    assert.equal(await page.locator('td').innerText(), 'b <b>c</b>');

    await page.goto(`${origin}/namespaces/default/schedules/${schedule}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('holidays');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('holidays').first().waitFor();
    assert.equal((await client.schedule.getHandle(schedule).describe()).state.paused, true);
    assert.deepEqual(failed, []);
    await client.schedule.getHandle(schedule).unpause();
    await context.close();
  });
});

type Attempt = { readonly base: string; readonly paths: readonly string[]; readonly writes: typeof writes };

/** Runs in the page. Returns what it could read; the writes are sent in every way that needs no permission, and in one that does. */
async function askAcross({ base, paths, writes }: Attempt): Promise<string[]> {
  const told: string[] = [];
  const signal = () => AbortSignal.timeout(2000);
  const attempts = paths.map((path) => async () => {
    const response = await fetch(base + path, { credentials: 'include', signal: signal() });
    told.push(`${base}${path}: ${(await response.text()).slice(0, 80)}`);
  });
  for (const [path, body] of writes) {
    const text = JSON.stringify(body);
    const plain = { method: 'POST', body: text, credentials: 'include', mode: 'no-cors' } as const;
    attempts.push(async () => void (await fetch(base + path, { ...plain, signal: signal() })));
    attempts.push(async () => {
      const headers = { 'content-type': 'application/json', 'x-csrf-token': 'own', authorization: 'Bearer own' };
      const response = await fetch(base + path, { method: 'POST', body: text, headers, signal: signal() });
      told.push(`${base}${path}: ${response.status}`);
    });
  }
  await Promise.all(attempts.map((attempt) => attempt().catch(() => {})));
  return told;
}

/** As the origin itself: the browser takes the server's answer for the foreign page's own. */
async function askAsOwn(page: Page, base: string): Promise<string[]> {
  const told: string[] = [];
  let opened = false;
  for (const path of paths) {
    const response = await page.goto(base + path, { timeout: 3000 }).catch(() => null);
    if (response === null) continue;
    opened = true;
    if (response.ok()) told.push(`${base}${path}: ${(await response.text().catch(() => '')).slice(0, 80)}`);
  }
  if (!opened) return told;
  await page.context().addCookies([{ name: '_csrf', value: 'own', url: base }]); // as the attack did
  const done = await page.evaluate(
    async ({ base, writes }) => {
      const statuses: string[] = [];
      for (const [path, body] of writes) {
        for (const headers of [
          { 'x-csrf-token': 'own' },
          { authorization: 'Bearer own' },
          { 'content-type': 'text/plain' },
        ]) {
          const response = await fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers }).catch(
            () => null,
          );
          if (response?.ok) statuses.push(`${path}: ${response.status}`);
        }
      }
      return statuses;
    },
    { base, writes },
  );
  return [...told, ...done];
}

/** Of this process and the servers that it started, as the system lists them. */
function listeningPorts(home: string, except: Server): number[] {
  const servers = readJson<SupervisorRecord>(supervisorFile(home))?.servers ?? [];
  const sockets = new Set([process.pid, ...servers.map(({ pid }) => pid)].flatMap(socketsOf));
  const ports = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && sockets.has(`socket:[${fields[9]}]`))
      .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)),
  );
  return [...new Set(ports)].filter((port) => port !== (except.address() as AddressInfo).port);
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return []; // closed meanwhile
    }
  });
}
