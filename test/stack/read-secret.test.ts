import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSecretReader } from '../../stack/read-secret.ts';
import { temporaryFolder } from '../infrastructure.ts';

const file = join(temporaryFolder(), 'secret');
const read = createSecretReader({ SHOP_SECRET: ' s3cret\n', EMPTY: ' ' }, 'source_refused');

test('a secret is read from a variable or a file, without the blanks around it', () => {
  writeFileSync(file, 'from the file\n', { mode: 0o600 });
  assert.deepEqual([read({ env: 'SHOP_SECRET' }), read({ file })], ['s3cret', 'from the file']);
});

test('what is missing, empty or open to others is refused with the code of who asks, and the secret is in no message', () => {
  for (const [reference, why] of [
    [{ env: 'EMPTY' }, /The variable EMPTY is not set/],
    [{ file: `${file}-2` }, /There is no file/],
    [{ file: temporaryFolder() }, /There is no file/],
  ] as const) {
    assert.throws(() => read(reference), { code: 'source_refused', message: why });
  }
  chmodSync(file, 0o640);
  const refused = { code: 'source_refused', message: /may be read by others/, remedy: /chmod 600/ };
  assert.throws(() => read({ file }), refused);
  assert.throws(
    () => read({ file }),
    (error: Error) => !JSON.stringify(error).includes('from the file'),
  );
  writeFileSync(file, ' \n');
  chmodSync(file, 0o600);
  assert.throws(() => createSecretReader({}, 'invalid_configuration')({ file }), { code: 'invalid_configuration' });
});
