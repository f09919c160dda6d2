import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listMails, markMailFailed, markMailSent, queueMail, readMail } from '../../store/alerts/mails.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

function mail(key: string) {
  return { key, messageId: `<${key}@perennial>`, recipient: 'ops@example.com', subject: 'What?', body: 'Why? $1' };
}

test('a mail is queued once per key', async () => {
  const first = await queueMail(database, mail('breach/1'));
  const second = await queueMail(database, { ...mail('breach/1'), messageId: '<other@perennial>' });
  assert.deepEqual([first.created, second], [true, { ...first, created: false }]);
  const found = await readMail(database, first.id);
  assert.deepEqual(await readMail(database, first.name), found);
  assert.deepEqual(
    { ...found, createdAt: null },
    {
      ...mail('breach/1'),
      id: first.id,
      name: first.name,
      html: null,
      charts: [],
      thread: [],
      state: 'queued',
      attempts: 0,
      lastError: null,
      createdAt: null,
      sentAt: null,
    },
  );
});

test('a mail keeps its HTML, its images and the mails that it replies to', async () => {
  const rich = {
    html: '<p>Why?</p>',
    charts: [{ cid: 'chart@perennial', png: 'AAAA' }],
    thread: ['<breach/1@perennial>'],
  };
  const { id } = await queueMail(database, { ...mail('breach/rich'), ...rich });
  const found = await readMail(database, id);
  assert.deepEqual({ html: found?.html, charts: found?.charts, thread: found?.thread }, rich);
});

test('a failed mail can still be sent, a sent one stays sent', async () => {
  const { id } = await queueMail(database, mail('breach/2'));
  await markMailFailed(database, id, 'connection refused');
  assert.deepEqual(
    (await listMails(database, { state: 'failed' })).map((each) => [each.id, each.lastError, each.attempts]),
    [[id, 'connection refused', 1]],
  );
  const sentAt = new Date('2026-11-22T10:00:00Z');
  await markMailSent(database, id, sentAt);
  await markMailFailed(database, id, 'too late');
  const found = await readMail(database, id);
  assert.deepEqual([found?.state, found?.attempts, found?.lastError, found?.sentAt], ['sent', 2, null, sentAt]);
});

test('a mail of a step that fails is not queued', async () => {
  const step = onceByKey(database, 'run/alert', async (em) => {
    await queueMail(em, mail('breach/3'));
    throw new Error('crash');
  });
  await assert.rejects(step, /crash/);
  assert.ok((await listMails(database)).every((each) => each.key !== 'breach/3'));
});
