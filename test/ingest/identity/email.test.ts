import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readEmail } from '../../../ingest/identity/email.ts';

test('an e-mail address is read in lower case, without what stands around it', () => {
  for (const text of [
    'ana@example.com',
    ' Ana@Example.COM ',
    'Ana Silva <ana@example.com>',
    '"Silva, Ana" <Ana@Example.com>',
    '<ana@example.com>',
    "'ana@example.com",
    'mailto:ana@example.com',
    '\u200Eana@example.com',
  ]) {
    assert.deepEqual(readEmail(text), { email: 'ana@example.com' }, text);
  }
});

test("what isn't one address is refused with a reason", () => {
  for (const text of [
    '',
    'ana',
    'ana@',
    '@example.com',
    'ana@example',
    'a na@example.com',
    'ana@example..com',
    'n/a',
  ]) {
    assert.match(JSON.stringify(readEmail(text)), /is not an e-mail address/, text);
  }
  assert.match(JSON.stringify(readEmail('ana@example.com; bob@example.com')), /several/);
  assert.match(JSON.stringify(readEmail(`${'a'.repeat(250)}@example.com`)), /is not an e-mail address/);
});

test('what was read reads the same again', () => {
  const text = fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary', maxLength: 40 }));
  fc.assert(
    fc.property(text, (written) => {
      const first = readEmail(written);
      if ('email' in first) assert.deepEqual(readEmail(first.email), first);
    }),
    { numRuns: 5_000 },
  );
});
