import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createSession, endSession, verifySession } from '../../store/access/sessions.ts';
import { createSignInCode, redeemSignInCode } from '../../store/access/sign-in-links.ts';
import { recordAction, undoAction } from '../../store/actions/work-actions.ts';
import { findPeople, listOwners, readPeople } from '../../store/crm/people.ts';
import { pageHappenings, readPerson } from '../../store/crm/person-history.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

before(async () => {
  await database.query(
    `insert into contacts (external_id, name, phone, email, opted_in, created_at) values
      ('c-1', 'Anna Berger', '+43 660 1234567', 'anna@example.com', true, '2026-01-01'),
      ('c-2', 'Joanna Maier', null, 'jo@example.com', false, '2026-01-02'),
      ('c-3', null, '+49 151 7654321', null, true, '2026-01-03')`,
    [],
  );
  await database.query(
    `insert into leads (external_id, contact_id, owner, stage, created_at)
     select 'l-' || n, c.id, case n when 1 then 'Max' end, 'new', '2026-02-01'::timestamptz + n * interval '1 day'
     from contacts as c, generate_series(1, 2) as n where c.external_id = 'c-1'`,
    [],
  );
  await database.query(
    `insert into messages (external_id, contact_id, direction, text, sent_at)
     select 'm-' || n, c.id, case n when 1 then 'inbound' else 'outbound' end, 'Text ' || n, '2026-03-01'::timestamptz + n * interval '1 day'
     from contacts as c, generate_series(1, 2) as n where c.external_id = 'c-1'`,
    [],
  );
});

describe('people', () => {
  const found = async (text: string) => (await findPeople(database, text, 10)).map(({ contact }) => contact);

  it('are found by part of a name, phone in any spelling, e-mail and id, beginnings first', async () => {
    assert.deepEqual(await found('anna'), ['c-1', 'c-2']);
    assert.deepEqual(await found('0660 123'), ['c-1']);
    assert.deepEqual(await found('+43 (660) 1234567'), ['c-1']);
    assert.deepEqual(await found('JO@example'), ['c-2']);
    assert.deepEqual(await found('l-2'), ['c-1']);
    assert.deepEqual(await found('C-3'), ['c-3']);
    assert.deepEqual(await found('%'), []);
    assert.deepEqual(await found('  '), []);
  });

  it('come with owner, wishes and their last activity, which our own messages are not', async () => {
    const byContact = await readPeople(database, 'churn', ['c-1', 'c-2', 'gone']);
    assert.deepEqual(byContact.get('c-1'), {
      ...{ contact: 'c-1', name: 'Anna Berger', phone: '+43 660 1234567', email: 'anna@example.com', owner: 'Max' },
      ...{ lastActivityAt: new Date('2026-03-02T00:00:00Z'), optedIn: true },
    });
    assert.equal(byContact.get('c-2')?.optedIn, false);
    assert.equal(byContact.size, 2);
    const byLead = await readPeople(database, 'lead_scoring', ['l-1', 'l-2']);
    assert.deepEqual([byLead.get('l-1')?.owner, byLead.get('l-2')?.owner], ['Max', null]);
    assert.deepEqual(await listOwners(database), ['Max']);
  });

  it('have a timeline of all that happened, newest first, without what was undone', async () => {
    const person = (await readPerson(database, 'c-1')) ?? assert.fail();
    const done = { model: 'lead_scoring', subject: 'l-1', kind: 'called', actor: 'Max' } as const;
    await recordAction(database, { ...done, occurredAt: new Date('2026-04-01T10:00:00Z') });
    const slip = await recordAction(database, {
      ...done,
      kind: 'not_now',
      occurredAt: new Date('2026-04-02T10:00:00Z'),
    });
    assert.ok((await undoAction(database, slip.id)) !== null);
    assert.equal(await undoAction(database, slip.id), null);
    const before = new Date('2026-05-01T00:00:00Z');
    const { rows: happened, next } = await pageHappenings(database, person, { before, limit: 3, after: null });
    assert.deepEqual(
      happened.map(({ kind, label, detail }) => [kind, label, detail]),
      [
        ['action', 'called', 'Max'],
        ['message_out', 'informational', 'Text 2'],
        ['message_in', 'informational', 'Text 1'],
      ],
    );
    const { rows: earlier } = await pageHappenings(database, person, { before, limit: 10, after: next });
    assert.deepEqual(
      earlier.map(({ kind, detail }) => [kind, detail]),
      [
        ['lead_stage', 'l-2'],
        ['lead_stage', 'l-1'],
      ],
    );
  });

  it('cannot take back what became of a lead', async () => {
    const won = await recordAction(database, {
      ...{ model: 'lead_scoring', subject: 'l-2', kind: 'won', actor: 'Max' },
      occurredAt: new Date('2026-04-03T10:00:00Z'),
    });
    assert.equal(await undoAction(database, won.id), null);
  });
});

const max = { person: 'Max', role: 'operator' } as const;

describe('signing in', () => {
  it('works once with a code, and not after its time', async () => {
    const code = await createSignInCode(database, max);
    assert.deepEqual(
      await Promise.all([redeemSignInCode(database, code), redeemSignInCode(database, code)]).then((all) =>
        all.toSorted((one) => (one === null ? 1 : -1)),
      ),
      [max, null],
    );
    assert.equal(await redeemSignInCode(database, `${code}x`), null);
    const late = await createSignInCode(database, max);
    await database.query(`update sign_in_links set expires_at = now() - interval '1 second' where used_at is null`, []);
    assert.equal(await redeemSignInCode(database, late), null);
  });

  it('keeps a session until it is ended or too old, and stores no secret', async () => {
    const session = await createSession(database, { ...max, tokenId: null });
    assert.equal((await verifySession(database, session))?.person, 'Max');
    assert.equal(await verifySession(database, `${session}x`), null);
    const [row] = await database.query<{ all: string }>('select string_agg(s::text, $1) as all from sessions as s', [
      '',
    ]);
    assert.ok(!row?.all.includes(session.split('.')[1] ?? ''));
    await endSession(database, `${session}x`);
    assert.equal((await verifySession(database, session))?.person, 'Max');
    await endSession(database, session);
    assert.equal(await verifySession(database, session), null);
    const old = await createSession(database, { ...max, tokenId: null });
    await database.query(`update sessions set expires_at = now() where ended_at is null`, []);
    assert.equal(await verifySession(database, old), null);
  });
});
