import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import type pg from 'pg';
import type { ContactKeys } from '../../../ingest/identity/contact-keys.ts';
import type { PhoneCountry } from '../../../ingest/identity/phone.ts';
import { type IdentityResolver, openResolver } from '../../../ingest/identity/resolve.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { openTestDatabase } from '../../store/test-database.ts';

const database = await openTestDatabase();
const batchId = 1;

beforeEach(() => database.query('truncate contacts, contact_merges restart identity cascade'));

/** What an import does around the resolver: the contacts that it names are stored before it is finished. */
async function load<T>(
  work: (resolver: IdentityResolver, client: pg.ClientBase) => Promise<T>,
  country?: PhoneCountry,
): Promise<T> {
  return await inTransaction(database, async (client) => await work(openResolver(client, { country }), client));
}

async function contacts(rows: readonly ContactKeys[], country?: PhoneCountry): Promise<(string | null)[]> {
  return await load(async (resolver, client) => {
    const resolved = await resolver.contacts(rows);
    const named = resolved.map(({ contact }) => contact);
    await store(client, named);
    await resolver.finish(batchId);
    return named;
  }, country);
}

async function store(client: pg.ClientBase, named: readonly (string | null)[]): Promise<void> {
  await client.query(
    `insert into contacts (external_id, created_at)
     select distinct id, timestamptz '2026-01-01' from unnest($1::text[]) as given (id) where id is not null on conflict do nothing`,
    [named],
  );
}

async function references(rows: readonly ContactKeys[], country?: PhoneCountry): Promise<(string | null)[]> {
  return (await load((resolver) => resolver.references(rows), country)).map(({ contact }) => contact);
}

async function identities(): Promise<string[]> {
  const rows = await database.query<{ text: string }>(
    `select concat_ws(' ', i.kind, nullif(i.source, ''), i.value, '=', c.external_id) as text
     from contact_identities as i join contacts as c on c.id = i.contact_id order by 1`,
  );
  return rows.map(({ text }) => text);
}

async function conflicts(): Promise<string[]> {
  const rows = await database.query<{ text: string }>(
    `select concat_ws(' ', c.external_id, o.external_id, kind, value) as text from identity_conflicts
     join contacts as c on c.id = contact_id join contacts as o on o.id = other_id order by 1`,
  );
  return rows.map(({ text }) => text);
}

test('a new contact is named by its id, else by its phone, else by its e-mail', async () => {
  const named = await contacts([
    { id: 'hubspot:1', phone: '+49 171 2345678', email: 'Ana@Example.com' },
    { phone: '+49 171 2345679', email: 'bob@example.com' },
    { email: 'Eve <eve@example.com>' },
    { id: 'plain' },
  ]);
  assert.deepEqual(named, ['hubspot:1', '+491712345679', 'eve@example.com', 'plain']);
  assert.deepEqual(await identities(), [
    'email ana@example.com = hubspot:1',
    'email bob@example.com = +491712345679',
    'email eve@example.com = eve@example.com',
    'phone +491712345678 = hubspot:1',
    'phone +491712345679 = +491712345679',
  ]);
});

test('contacts are found by id, phone and e-mail, in whichever way they are written', async () => {
  await contacts([{ id: 'hubspot:1', phone: '+5511987654321', email: 'ana@example.com' }]);
  const asked = [
    { id: 'hubspot:1' },
    { phone: '+55 11 8765-4321' },
    { phone: '5511987654321@c.us' },
    { phone: '(11) 98765-4321' },
    { email: 'ANA@example.com' },
    { phone: '9.19876E+11', email: 'ana@example.com' },
    { id: 'ana@example.com' },
    { id: '+55 11 98765 4321' },
  ];
  assert.deepEqual(
    await references(asked, 'BR'),
    asked.map(() => 'hubspot:1'),
  );
});

test('a known id wins over phone and e-mail of another contact, and the pair is listed', async () => {
  await contacts([{ id: 'hubspot:1', phone: '+491712345678' }, { id: 'hubspot:2' }]);
  assert.deepEqual(await contacts([{ id: 'hubspot:2', phone: '+491712345678' }]), ['hubspot:2']);
  assert.deepEqual(await conflicts(), ['hubspot:2 hubspot:1 phone +491712345678']);
  assert.deepEqual(await references([{ phone: '+491712345678' }]), ['hubspot:1']);
});

test('an unknown id of another source is linked to whoever has its phone or e-mail', async () => {
  await contacts([{ id: 'hubspot:1', phone: '+491712345678' }]);
  assert.deepEqual(await contacts([{ id: 'shopify:7', phone: '0049 171 2345678', email: 'ana@example.com' }]), [
    'hubspot:1',
  ]);
  assert.deepEqual(await contacts([{ id: 'chatwoot:3', email: 'ana@example.com' }]), ['hubspot:1']);
  assert.deepEqual(await references([{ id: 'shopify:7' }, { id: 'chatwoot:3' }, { id: 'shopify:8' }]), [
    'hubspot:1',
    'hubspot:1',
    null,
  ]);
});

test('an unknown id of the same source is a contact of its own, and the pair is listed', async () => {
  await contacts([{ id: 'hubspot:1', phone: '+491712345678' }]);
  await contacts([{ id: 'shopify:7', phone: '+491712345678' }]);
  const named = await contacts([
    { id: 'hubspot:2', phone: '+491712345678' },
    { id: 'shopify:8', phone: '+491712345678', email: 'bob@example.com' },
  ]);
  assert.deepEqual(named, ['hubspot:2', 'shopify:8']);
  assert.deepEqual(await conflicts(), [
    'hubspot:2 hubspot:1 phone +491712345678',
    'shopify:8 hubspot:1 phone +491712345678',
  ]);
});

test('plain ids are ids of one source, so that two of them are two people', async () => {
  assert.deepEqual(
    await contacts([
      { id: 'a', phone: '+491712345678' },
      { id: 'b', phone: '+491712345678' },
    ]),
    ['a', 'b'],
  );
  assert.deepEqual(await conflicts(), ['b a phone +491712345678']);
});

test('without an id the phone decides, then the e-mail; where they differ the pair is listed', async () => {
  await contacts([
    { id: 'a', phone: '+491712345678' },
    { id: 'b', email: 'bob@example.com' },
  ]);
  assert.deepEqual(
    await contacts([
      { phone: '+491712345678', email: 'bob@example.com' },
      { phone: '+491712345670', email: 'bob@example.com' },
      { phone: '+491712345670' },
    ]),
    ['a', 'b', 'b'],
  );
  assert.deepEqual(await conflicts(), ['a b email bob@example.com']);
});

test('rows of one batch that share a phone or an e-mail and have no id are one person', async () => {
  const named = await contacts([
    { phone: '+5511987654321' },
    { phone: '+551187654321', email: 'ana@example.com' },
    { email: 'ana@example.com' },
    { id: 'hubspot:1', email: 'ana@example.com' },
    { id: 'hubspot:2', email: 'ana@example.com' },
  ]);
  assert.deepEqual(named, ['+5511987654321', '+5511987654321', '+5511987654321', '+5511987654321', 'hubspot:2']);
  assert.deepEqual(await conflicts(), ['hubspot:2 +5511987654321 email ana@example.com']);
});

test('rows of later batches of a file find those of earlier ones', async () => {
  const named = await load(async (resolver, client) => {
    const first = await resolver.contacts([{ id: 'hubspot:1', phone: '+491712345678' }]);
    const second = await resolver.contacts([
      { phone: '+491712345678', email: 'ana@example.com' },
      { id: 'shopify:1', email: 'ana@example.com' },
    ]);
    const third = await resolver.contacts([{ id: 'shopify:2', phone: '+491712345678' }]);
    const refers = await resolver.references([{ id: 'shopify:1' }, { email: 'ana@example.com' }, { id: 'nobody' }]);
    const all = [...first, ...second, ...third, ...refers].map(({ contact }) => contact);
    await store(client, all);
    await resolver.finish(batchId);
    return all;
  });
  assert.deepEqual(named, ['hubspot:1', 'hubspot:1', 'hubspot:1', 'shopify:2', 'hubspot:1', 'hubspot:1', null]);
  assert.deepEqual(await conflicts(), ['shopify:2 hubspot:1 phone +491712345678']);
});

test('the same rows again are the same people, and add nothing', async () => {
  const rows = [
    { id: 'hubspot:1', phone: '+491712345678', email: 'ana@example.com' },
    { id: 'hubspot:2', phone: '+491712345678' },
    { phone: '+491712345679' },
    { id: 'shopify:1', email: 'ana@example.com' },
  ];
  const first = await contacts(rows);
  const [known, pairs] = [await identities(), await conflicts()];
  const again = await load(async (resolver) => ({
    rows: await resolver.contacts(rows),
    finished: await resolver.finish(2),
  }));
  assert.deepEqual(
    again.rows.map(({ contact, known }) => [contact, known]),
    first.map((contact) => [contact, true]),
  );
  assert.deepEqual(again.finished, { linked: 0, conflicts: 0, merged: 0, dangling: [] });
  assert.deepEqual([await identities(), await conflicts()], [known, pairs]);
});

test('contacts whose external id is a phone or an e-mail, as they were imported before, are found by them', async () => {
  await load((_, client) => store(client, ['+491712345678', 'ana@example.com']));
  assert.deepEqual(await contacts([{ phone: '0171 2345678' }, { email: 'ana@example.com' }], 'DE'), [
    '+491712345678',
    'ana@example.com',
  ]);
});

test('a mangled key is refused with its reason, and the row goes on where another key holds', async () => {
  const resolved = await load((resolver) =>
    resolver.contacts([
      { phone: '9.19876E+11' },
      { phone: '9.19876E+11', email: 'ana@example.com' },
      { id: '9.19876E+11', phone: '1712345678' },
      { email: 'none' },
      {},
    ]),
  );
  assert.deepEqual(
    resolved.map(({ contact, problems }) => [contact, ...problems.map(({ key, reason }) => `${key} ${reason}`)]),
    [
      [null, 'phone is a number that a spreadsheet shortened'],
      ['ana@example.com', 'phone is a number that a spreadsheet shortened'],
      [
        null,
        'id is a number that a spreadsheet shortened',
        'phone has no country code, and no default country is known',
      ],
      [null, 'email is not an e-mail address'],
      [null, 'id names no contact'],
    ],
  );
  assert.ok(resolved.every(({ problems }) => problems.every(({ remedy }) => remedy !== '')));
});

/** Columns of a file of the shared cases, without quotes in it. */
function column(name: string, field: string): string[] {
  const [header = '', ...lines] = readFileSync(new URL(`../cases/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const at = header.split(',').indexOf(field);
  return lines.map((line) => line.split(',')[at] ?? '');
}

test('three people whose numbers a spreadsheet shortened do not become one', async () => {
  const phones = column('excel-phones.csv', 'phone').map((phone) => ({ phone }));
  assert.deepEqual(await contacts(phones, 'IN'), [null, null, null]);
});

test('numbers with and without their zero and country code are one person, a lost zero is refused', async () => {
  const phones = column('leading-zero-contacts.csv', 'phone').map((phone) => ({ phone }));
  assert.deepEqual(await contacts(phones, 'DE'), ['+491712345678', '+491712345678']);
  const named = column('leading-zero.csv', 'contact').map((phone) => ({ phone }));
  assert.deepEqual(await references(named, 'DE'), [null, '+491712345678', null]);
});

test('messages that name people by e-mail find them', async () => {
  await contacts(column('contacts-by-email.csv', 'email').map((email) => ({ email })));
  assert.deepEqual(await references([{ email: 'Bob@example.com' }, { id: 'guest@example.com' }]), [
    'bob@example.com',
    'guest@example.com',
  ]);
});

test('a row that its system merged into a stored contact makes none, and its keys lead to the survivor', async () => {
  const finished = await load(async (resolver, client) => {
    const [survivor] = await resolver.contacts([{ id: 'salesforce:A1', email: 'ana@example.com' }]);
    await resolver.mergedAway([{ id: 'salesforce:A2', into: 'salesforce:A1', email: 'ana2@example.com' }]);
    const refers = await resolver.references([{ id: 'salesforce:A2' }, { email: 'ana2@example.com' }]);
    assert.deepEqual(
      refers.map(({ contact }) => contact),
      ['salesforce:A1', 'salesforce:A1'],
    );
    await store(client, [survivor?.contact ?? null]);
    return await resolver.finish(batchId);
  });
  assert.deepEqual([finished.merged, finished.dangling], [0, []]);
  assert.deepEqual(await references([{ id: 'salesforce:A2' }, { email: 'ana2@example.com' }]), [
    'salesforce:A1',
    'salesforce:A1',
  ]);
});

test('two stored contacts of which one row says that they were merged become one, in the journal of that import', async () => {
  await contacts([{ id: 'hubspot:1' }, { id: 'hubspot:2', phone: '+491712345678' }]);
  const finished = await load(async (resolver) => {
    await resolver.mergedAway([{ id: 'hubspot:2', into: 'hubspot:1' }]);
    return await resolver.finish(7);
  });
  assert.equal(finished.merged, 1);
  assert.deepEqual(await references([{ id: 'hubspot:2' }, { phone: '+491712345678' }]), ['hubspot:1', 'hubspot:1']);
  assert.deepEqual(await database.query('select survivor, merged, actor, batch_id from contact_merges'), [
    { survivor: 'hubspot:1', merged: 'hubspot:2', actor: 'import', batch_id: 7 },
  ]);
  const again = await load(async (resolver) => {
    await resolver.mergedAway([{ id: 'hubspot:2', into: 'hubspot:1' }]);
    return await resolver.finish(8);
  });
  assert.deepEqual(again, { linked: 0, conflicts: 0, merged: 0, dangling: [] });
});

test('where the survivor is not there its id is linked, and where neither is, the row is named', async () => {
  await contacts([{ id: 'hubspot:2' }]);
  const finished = await load(async (resolver) => {
    await resolver.mergedAway([
      { id: 'hubspot:2', into: 'hubspot:1' },
      { id: 'hubspot:4', into: 'hubspot:3' },
    ]);
    return await resolver.finish(batchId);
  });
  assert.deepEqual(finished, { linked: 1, conflicts: 0, merged: 0, dangling: ['hubspot:4'] });
  assert.deepEqual(await references([{ id: 'hubspot:1' }]), ['hubspot:2']);
});

test('the source of an id is the same in the database as here', async () => {
  const { sourceOf } = await import('../../../ingest/identity/contact-keys.ts');
  const ids = [
    'hubspot:1',
    'plain',
    'a:b:c',
    'A:b',
    '+491712345678',
    'ana@example.com',
    'crm:ana@example.com',
    '1:2',
    ':x',
    'x y:1',
    'mailto:a@b.c',
  ];
  const rows = await database.query<{ source: string }>(
    'select perennial_source_of(id) as source from unnest($1::text[]) with ordinality as given (id, place) order by place',
    [ids],
  );
  assert.deepEqual(
    rows.map(({ source }) => source),
    ids.map((id) => sourceOf(id) ?? ''),
  );
});
