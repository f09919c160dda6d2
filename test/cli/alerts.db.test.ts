import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { examineIncidents } from '../../cli/examine-incidents.ts';
import { recordAnswer } from '../../store/alerts/degradations.ts';
import { createIncident, readIncident } from '../../store/alerts/incidents.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { account, startSmtpServer, type TestSmtpServer } from '../mail/smtp-server.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { runOnce } from './run-cli.ts';

const database = await openTestDatabase();
const home = temporaryFolder();
const env = { PERENNIAL_HOME: home, DATABASE_URL: database.url };
const perennial = (...argv: readonly string[]) => runOnce(argv, { env });

describe('perennial alerts', () => {
  let id: number;
  before(async () => {
    const now = new Date('2026-11-22T10:00:00Z');
    id = await createIncident(database, {
      fingerprint: 'churn/live/accuracy_low',
      rule: 'accuracy_low',
      model: 'churn',
      source: 'live',
      state: 'firing',
      value: 0.61,
      limit: 0.7,
      detail: '',
      openedAt: now,
      firedAt: now,
      resolvedAt: null,
      noticedAt: now,
      thread: null,
      versionId: null,
      figures: [],
      samples: 212,
      windowDays: 14,
    });
  });

  it('list shows what is open, by model', async () => {
    assert.match((await perennial('alerts', 'list')).stdout, /firing +churn +accuracy is below 70% +0\.61 +0\.70/);
    assert.equal((await perennial('alerts', 'list', '--model', 'engagement')).stdout, 'No incidents.\n');
  });

  it('agrees with doctor, which never says that all is well beside an incident that fires', async () => {
    const [finding, ...others] = await examineIncidents(database);
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.what, finding?.state], ['model churn', 'firing']);
    assert.match(finding?.detail ?? '', new RegExp(`^incident ${id}: accuracy is below 70%, since `));
    assert.match(finding?.remedy ?? '', /npx perennial alerts list/);
  });

  it('list says what is done about an incident, and where it is explained', async () => {
    const answer = 'Trained again since 2026-11-22 05:00 UTC, run r20261122-050000-3f9a.';
    await recordAnswer(database, [id], { answer, retrainId: 'r20261122-050000-3f9a' });
    const { stdout } = await perennial('alerts', 'list');
    assert.ok(stdout.includes(`\n\nIncident ${id}: ${answer}\n\n`), stdout);
    assert.match(stdout, /\nWhat it means and what to do:\n {3}http\S+\/runbook#\w+\n$/);
  });

  it('ack records who is looking into it; an unknown incident is refused', async () => {
    assert.match((await perennial('alerts', 'ack', String(id))).stdout, /^OK Incident \d+ is acknowledged by \S+\n$/);
    assert.equal((await readIncident(database, id)).state, 'acknowledged');
    assert.match((await examineIncidents(database))[0]?.detail ?? '', /looks after it$/);
    const { code, stderr } = await perennial('alerts', 'ack', '999');
    assert.notEqual(code, 0);
    assert.match(stderr, /There is no incident 999/);
  });
});

describe('perennial alerts test', () => {
  let server: TestSmtpServer;
  before(async () => {
    server = await startSmtpServer();
  });
  after(() => server.close());
  const send = (url: string) =>
    runOnce(['alerts', 'test'], { env: { ...env, SMTP_URL: url, ALERT_TO: 'operator@example.org' } });

  it('sends a real mail and reports each hop, without passwords', async () => {
    const { code, stdout } = await send(server.url);
    assert.equal(code, 0);
    for (const hop of [
      /^OK Settings: from .* to operator@example\.org$/m,
      /^OK Way: the mail server 127\.0\.0\.1:\d+$/m,
      /> STARTTLS/,
      /authenticated/,
      /> RCPT TO:<operator@example\.org>/,
      /^OK Delivered to operator@example\.org: 250 /m,
    ]) {
      assert.match(stdout, hop);
    }
    assert.ok(!stdout.includes(account.password));
    assert.match(server.received[0] ?? '', /^Subject: Test: ML Model Performance Alert\r$/m);
  });

  it('ends with the hop that failed', async () => {
    const refused = await send(server.url.replace(account.password, 'wrong'));
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /Invalid login|535/);
    const away = await send('smtp://127.0.0.1:1');
    assert.notEqual(away.code, 0);
    assert.match(away.stderr, /ECONNREFUSED/);
  });

  it('writes into the local mailbox when there is no server', async () => {
    assert.match((await perennial('alerts', 'test')).stdout, /OK Way: the local mailbox/);
    assert.equal((await readdir(join(home, 'mailbox'))).length, 1);
  });
});
