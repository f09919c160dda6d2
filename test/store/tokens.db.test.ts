import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createToken, hasTokens, verifyToken } from '../../store/tokens.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

test('a token is accepted, and similar texts are not', async () => {
  assert.equal(await hasTokens(database), false);
  const token = await createToken(database, { label: 'first start', role: 'admin' });
  assert.equal(await hasTokens(database), true);
  assert.match(token, /^[\w-]{12}\.[\w-]{43}$/);
  assert.equal(await verifyToken(database, token), true);
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
  for (const other of others) assert.equal(await verifyToken(database, other), false, other);
});

test('a revoked token is refused', async () => {
  const token = await createToken(database, { label: 'to be revoked', role: 'viewer' });
  await database.query('update api_tokens set revoked_at = now() where id = $1', [token.split('.')[0]]);
  assert.equal(await verifyToken(database, token), false);
});

test("the table doesn't contain the secret itself", async () => {
  const token = await createToken(database, { label: 'kept', role: 'viewer' });
  const [row] = await database.query<{ everything: string }>(
    'select string_agg(t::text, $1) as everything from api_tokens t',
    [''],
  );
  assert.ok(!row?.everything.includes(token.split('.')[1] ?? ''));
});
