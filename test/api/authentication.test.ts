import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberValidTokens, tokenMemory, tokenMemoryWithoutDatabase } from '../../api/http/authentication.ts';
import { PerennialError } from '../../domain/errors.ts';

/** A database of tokens that counts its lookups, and a clock that stands still. */
function createFake() {
  const fake = {
    time: 0,
    valid: new Set(['good']),
    asked: 0,
    expiresAt: null as Date | null,
    now: new Date('2026-06-01T08:00:00Z'),
    failure: null as Error | null,
    clock: () => fake.time,
    async verify(token: string) {
      fake.asked++;
      await Promise.resolve();
      if (fake.failure !== null) throw fake.failure;
      return fake.valid.has(token) ? { ...crm, expiresAt: fake.expiresAt } : null;
    },
  };
  return fake;
}

const crm = { id: 'abc', label: 'crm', role: 'operator' } as const;

function remembering(fake: ReturnType<typeof createFake>) {
  const { verify } = rememberValidTokens(fake.verify, fake.clock, () => fake.now);
  return async (token: string) => (await verify(token)) !== null;
}

const away = new PerennialError('database_unavailable', 'away', 'wait');

test('the database is asked about a valid token once in a few seconds, however many requests carry it', async () => {
  const fake = createFake();
  const verify = remembering(fake);
  assert.deepEqual(await Promise.all([verify('good'), verify('good'), verify('good')]), [true, true, true]);
  fake.time = tokenMemory - 1;
  assert.equal(await verify('good'), true);
  assert.equal(fake.asked, 1);
  fake.time = tokenMemory;
  assert.equal(await verify('good'), true);
  assert.equal(fake.asked, 2);
});

test('a revoked token is refused within that time, and at once when it is valid again', async () => {
  const fake = createFake();
  const verify = remembering(fake);
  assert.equal(await verify('good'), true);
  fake.valid.delete('good');
  fake.time = tokenMemory;
  assert.equal(await verify('good'), false);
  assert.equal(await verify('good'), false);
  assert.equal(fake.asked, 3, 'a refusal is not remembered');
  fake.valid.add('good');
  assert.equal(await verify('good'), true);
});

test('a token that resembles a remembered one is looked up by itself', async () => {
  const fake = createFake();
  const verify = remembering(fake);
  assert.equal(await verify('good'), true);
  for (const other of ['good ', 'Good', 'goo', '']) assert.equal(await verify(other), false, other);
});

test('a token that was valid is accepted while the database is away, but not for ever', async () => {
  const fake = createFake();
  const verify = remembering(fake);
  assert.equal(await verify('good'), true);
  fake.failure = away;
  fake.time = tokenMemory;
  assert.equal(await verify('good'), true);
  assert.equal(await verify('good'), true);
  assert.equal(fake.asked, 2, 'nobody waits for the database more often than before');
  fake.time = tokenMemoryWithoutDatabase + 1;
  await assert.rejects(verify('good'), away);
});

test('an unknown token is refused while the database is away, and another failure is reported', async () => {
  const fake = createFake();
  const verify = remembering(fake);
  fake.failure = away;
  await assert.rejects(verify('good'), away);
  fake.failure = null;
  assert.equal(await verify('good'), true);
  fake.failure = new Error('a defect');
  fake.time = tokenMemory;
  await assert.rejects(verify('good'), /a defect/);
});

test('a token that expires while it is remembered is refused, also while the database is away', async () => {
  const fake = createFake();
  fake.expiresAt = new Date(fake.now.getTime() + 1_000);
  const verify = remembering(fake);
  assert.equal(await verify('good'), true);
  fake.now = fake.expiresAt;
  assert.equal(await verify('good'), false);
  fake.failure = away;
  fake.time = tokenMemory;
  assert.equal(await verify('good'), false);
});
