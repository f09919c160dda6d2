import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSendMailActivities } from '../../activities/send-mail.ts';
import { queueMail, readMail } from '../../store/alerts/mails.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { openTestDatabase } from '../store/test-database.ts';

describe('a mail that the server took while the database was down', async () => {
  const database = await openTestDatabase();
  const { id: mailId } = await queueMail(database, {
    key: 'send-mail',
    messageId: '<send-mail@perennial.invalid>',
    recipient: 'ann@example.org',
    subject: 'An alert',
    body: 'Of something.',
    html: null,
    charts: [],
    thread: [],
  });
  let sent = 0;
  const activities = createSendMailActivities({
    database,
    metrics: createMetrics(),
    mailer: {
      async send() {
        sent++;
        await database.query('alter table mails rename to mails_away');
        return '250 queued';
      },
      close() {},
    },
    log: createLogger('test-mail', 'silent'),
  });

  /** One attempt, given the last heartbeat of the previous one; returns the heartbeat for the next. */
  async function attempt(before: unknown): Promise<{ failed: boolean; noted: unknown }> {
    const environment = new MockActivityEnvironment({ heartbeatDetails: before });
    let noted: unknown = before;
    environment.on('heartbeat', (details) => {
      noted = details;
    });
    const failed = await environment.run(activities.sendMail, { mailId }).then(
      () => false,
      () => true,
    );
    return { failed, noted };
  }

  it('is marked by a later attempt and not sent again, however many attempts fail in between', async () => {
    const first = await attempt(undefined);
    assert.deepEqual([first.failed, sent], [true, 1]);
    const second = await attempt(first.noted);
    assert.deepEqual([second.failed, sent], [true, 1]);
    await database.query('alter table mails_away rename to mails');
    const third = await attempt(second.noted);
    assert.deepEqual([third.failed, sent], [false, 1]);
    const mail = await readMail(database, mailId);
    assert.deepEqual([mail?.state, mail?.attempts], ['sent', 1]);
  });
});
