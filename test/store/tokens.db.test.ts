import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSession, verifySession } from '../../store/access/sessions.ts';
import { createToken, hasTokens, listTokens, noteTokenUse, verifyToken } from '../../store/tokens.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

test('a token is accepted, and similar texts are not', async () => {
  assert.equal(await hasTokens(database), false);
  const token = await createToken(database, { label: 'first start', role: 'admin' });
  assert.equal(await hasTokens(database), true);
  assert.match(token, /^[\w-]{12}\.[\w-]{43}$/);
  const found = await verifyToken(database, token);
  assert.deepEqual([found?.label, found?.role, found?.expiresAt], ['first start', 'admin', null]);
  const [id = '', secret = ''] = token.split('.');
  const others = [
    '',
    '.',
    id,
    `${id}.`,
    `.${secret}`,
    `${id}.${secret}x`,
    `${token}.`,
    `x${id}.${secret}`,
    `${id}.${id}`,
  ];
  for (const other of others) assert.equal(await verifyToken(database, other), null, other);
});

test('a revoked token is refused', async () => {
  const token = await createToken(database, { label: 'to be revoked', role: 'viewer' });
  await database.query('update api_tokens set revoked_at = now() where id = $1', [token.split('.')[0]]);
  assert.equal(await verifyToken(database, token), null);
});

test('an expired token is refused, and one that is yet to expire is not', async () => {
  const [soon, past] = [new Date(Date.now() + 60_000), new Date(Date.now() - 1_000)];
  const good = await createToken(database, { label: 'soon', role: 'viewer', expiresAt: soon });
  assert.deepEqual((await verifyToken(database, good))?.expiresAt, soon);
  const expired = await createToken(database, { label: 'past', role: 'viewer', expiresAt: past });
  assert.equal(await verifyToken(database, expired), null);
});

test('the use of a token is noted to the minute', async () => {
  const id = (await createToken(database, { label: 'used', role: 'viewer' })).split('.')[0] ?? '';
  const lastUsed = async () => (await listTokens(database)).find((token) => token.id === id)?.lastUsedAt ?? null;
  assert.equal(await lastUsed(), null);
  await noteTokenUse(database, id);
  const first = await lastUsed();
  assert.ok(first !== null);
  await noteTokenUse(database, id);
  assert.deepEqual(await lastUsed(), first);
  await database.query(`update api_tokens set last_used_at = now() - interval '2 minutes' where id = $1`, [id]);
  await noteTokenUse(database, id);
  assert.ok(((await lastUsed()) ?? first) >= first);
});

test('a session that was begun with a token ends with it', async () => {
  for (const end of ['revoked_at = now()', `expires_at = now() - interval '1 second'`]) {
    const tokenId = (await createToken(database, { label: 'crm', role: 'operator' })).split('.')[0] ?? '';
    const session = await createSession(database, { person: 'crm (token)', role: 'operator', tokenId });
    assert.equal((await verifySession(database, session))?.role, 'operator');
    await database.query(`update api_tokens set ${end} where id = $1`, [tokenId]);
    assert.equal(await verifySession(database, session), null, end);
  }
});

test("the table doesn't contain the secret itself", async () => {
  const token = await createToken(database, { label: 'kept', role: 'viewer' });
  const [row] = await database.query<{ everything: string }>(
    'select string_agg(t::text, $1) as everything from api_tokens t',
    [''],
  );
  assert.ok(!row?.everything.includes(token.split('.')[1] ?? ''));
});
