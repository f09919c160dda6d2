import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Act } from '../../domain/access/actor.ts';
import { listAudit, recordAct } from '../../store/access/audit.ts';
import { claimKey, giveKeyBack, keepAnswer } from '../../store/access/kept-answers.ts';
import { recordAction, undoAction } from '../../store/actions/work-actions.ts';
import { confirmCommand, recordIntent, refuseCommand } from '../../store/commands/commands.ts';
import { recordOutcomes } from '../../store/crm/outcomes.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { createToken, revokeToken } from '../../store/tokens.ts';
import { addUpload, beginStep } from '../../store/uploads/uploads.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();
const anna = { kind: 'session', id: 's1', name: 'Anna', role: 'operator' } as const;
const act = (operation: Act['operation'], target: string | null = null): Act => ({ actor: anna, operation, target });

/** What was added since the call before. */
let seen = 0;
async function added() {
  const entries = await listAudit(database, { limit: 100 });
  const news = entries.filter(({ id }) => id > seen).toReversed();
  seen = entries[0]?.id ?? seen;
  return news.map(({ operation, target, details }) => [operation, target, details]);
}

describe('the audit log', () => {
  it('has what was done, and nothing of what was not', async () => {
    const called = {
      model: 'lead_scoring',
      subject: 'l-1',
      kind: 'called',
      actor: 'Anna',
      occurredAt: new Date(),
    } as const;
    const { id } = await recordAction(database, called, act('recordAction', 'l-1'));
    await undoAction(database, id, act('undoAction', String(id)));
    assert.equal(await undoAction(database, id, act('undoAction', String(id))), null);
    const outcome = { id: 'o-1', model: 'churn', subject: 'c-1', converted: true, occurredAt: new Date(0) } as const;
    await recordOutcomes(database, [outcome], act('recordOutcomes'));
    await recordOutcomes(database, [outcome], act('recordOutcomes'));
    await assert.rejects(recordOutcomes(database, [{ ...outcome, converted: false }], act('recordOutcomes')));
    const upload = { id: '6f1c1f0e-6f1d-4a53-9d5b-0d8f4a3a8a10', name: 'leads.csv', byteCount: 1 };
    await addUpload(database, { ...upload, uploadedBy: 'Anna', uploadedAt: new Date() }, act('uploadFile'));
    await beginStep(database, upload.id, 'try', null, new Date(), act('tryImport', upload.id));
    await assert.rejects(beginStep(database, upload.id, 'try', null, new Date(), act('tryImport', upload.id)));
    const [token = ''] = (await createToken(database, { label: 'crm', role: 'viewer', act: act('createToken') })).split(
      '.',
    );
    for (let twice = 0; twice < 2; twice++) await revokeToken(database, token, act('revokeToken', token));
    assert.deepEqual(await added(), [
      ['recordAction', 'l-1', {}],
      ['undoAction', String(id), {}],
      ['recordOutcomes', null, { accepted: 1 }],
      ['uploadFile', upload.id, { name: 'leads.csv' }],
      ['tryImport', upload.id, { name: 'leads.csv' }],
      ['createToken', token, { label: 'crm', role: 'viewer' }],
      ['revokeToken', token, { label: 'crm' }],
    ]);
  });

  it('gets a command once it was carried out, with its reason, and not one that is refused', async () => {
    const command = {
      kind: 'schedule.pause',
      target: 'watch',
      arguments: {},
      actor: 'Anna',
      reason: 'holidays',
    } as const;
    for (const id of ['a', 'b'])
      await recordIntent(database, { ...command, target: id, id, act: act('pauseSchedule', id) });
    assert.deepEqual(await added(), []);
    for (let twice = 0; twice < 2; twice++) await confirmCommand(database, 'a', null);
    await refuseCommand(database, 'b', { code: 'x', message: 'x', remedy: 'x' });
    await recordIntent(database, { ...command, id: 'c' });
    await confirmCommand(database, 'c', null);
    assert.deepEqual(await added(), [['pauseSchedule', 'a', { reason: 'holidays' }]]);
  });

  it('forgets with the transaction that did not come about', async () => {
    const failing = inTransaction(database, async (client) => {
      await recordAct(client, act('deployModel', 'churn'));
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    await assert.rejects(
      database.em().transactional(async (em) => {
        await recordAct(em, act('deployModel', 'churn'));
        throw new Error('no');
      }),
      /no/,
    );
    assert.deepEqual(await added(), []);
  });

  it('is only ever added to', async () => {
    await recordAct(database, act('signIn'));
    for (const change of [`update audit_log set actor = 'nobody'`, 'delete from audit_log', 'truncate audit_log'])
      await assert.rejects(database.query(change), /only ever added to/, change);
    assert.deepEqual(await added(), [['signIn', null, {}]]);
  });

  it('is read by actor, operation and time, and page by page', async () => {
    const all = await listAudit(database, { limit: 100 });
    assert.ok(all.length > 5);
    const pages = [];
    for (let before: number | undefined; ; ) {
      const page = await listAudit(database, { limit: 3, before });
      pages.push(...page);
      before = page.at(-1)?.id;
      if (page.length < 3) break;
    }
    assert.deepEqual(pages, all);
    assert.deepEqual(await listAudit(database, { actor: 'Max', limit: 9 }), []);
    const signIns = await listAudit(database, { operation: 'signIn', actor: 'Anna', limit: 9 });
    assert.deepEqual(
      signIns.map(({ operation }) => operation),
      ['signIn'],
    );
    const [{ at } = assert.fail()] = signIns;
    assert.deepEqual(await listAudit(database, { operation: 'signIn', until: at, limit: 9 }), []);
    assert.equal((await listAudit(database, { operation: 'signIn', since: at, limit: 9 })).length, 1);
  });
});

describe('a kept answer', () => {
  const id = Buffer.alloc(32, 1);
  const fingerprint = Buffer.alloc(32, 2);

  it('belongs to whoever asked first, of two that come at once, for a day', async () => {
    const both = await Promise.all([claimKey(database, id, fingerprint), claimKey(database, id, fingerprint)]);
    assert.deepEqual(both.filter((claim) => claim === null).length, 1);
    await keepAnswer(database, id, { fingerprint, status: 202, sealed: Buffer.from('sealed') });
    const kept = await claimKey(database, id, fingerprint);
    assert.deepEqual(kept?.answered, { status: 202, sealed: Buffer.from('sealed') });
    assert.deepEqual(kept?.fingerprint, fingerprint);
    await giveKeyBack(database, id);
    assert.notEqual(await claimKey(database, id, fingerprint), null, 'what was answered stays');
    await database.query(`update kept_answers set created_at = now() - interval '25 hours'`);
    assert.equal(await claimKey(database, id, fingerprint), null);
    await giveKeyBack(database, id);
    assert.equal(await claimKey(database, id, fingerprint), null);
  });
});
