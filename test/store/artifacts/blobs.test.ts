import assert from 'node:assert/strict';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { PerennialError } from '../../../domain/errors.ts';
import { fromFileError } from '../../../store/artifacts/artifact-errors.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { temporaryFolder } from '../../infrastructure.ts';

const folder = temporaryFolder();
const blobs = openBlobs(join(folder, 'artifacts'));
const bytes = Buffer.from('a model');
/** sha256sum of the same text */
const hash = '97ff8a35544dcf40ad84047074439dd6aa3a0be469ea578a1b1c017d939ec61c';

function files(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

test('bytes can be read back by their hash', async () => {
  const stored = await blobs.put(bytes);
  assert.equal(stored, hash);
  assert.deepEqual(Buffer.from(await blobs.get(hash)), bytes);
  assert.equal(await blobs.size(hash), bytes.byteLength);
});

test('the same content is stored once, also by concurrent writers', async () => {
  const written = statSync(blobs.path(await blobs.put(bytes))).mtimeMs;
  assert.equal(statSync(blobs.path(await blobs.put(bytes))).mtimeMs, written);
  const other = Buffer.alloc(100_000, 7);
  const hashes = await Promise.all([blobs.put(other), blobs.put(other), blobs.put(other)]);
  assert.equal(new Set(hashes).size, 1);
  assert.equal(files().length, 2);
});

test('a damaged artifact is refused with both hashes, and storing it again repairs it', async () => {
  writeFileSync(blobs.path(hash), 'a modem');
  await assert.rejects(blobs.get(hash), { code: 'artifact_damaged', message: new RegExp(hash) });
  await blobs.put(bytes);
  assert.deepEqual(Buffer.from(await blobs.get(hash)), bytes);
});

test('a missing artifact is reported as missing', async () => {
  const unknown = '0'.repeat(64);
  await assert.rejects(blobs.get(unknown), { code: 'not_found', message: new RegExp(unknown) });
  await assert.rejects(blobs.size(unknown), { code: 'not_found' });
});

test('a hash never names a file outside the store', () => {
  for (const bad of ['../../etc/passwd', '', 'ABC', `${'0'.repeat(64)}/..`])
    assert.throws(() => blobs.path(bad), RangeError);
});

test('the leftovers of a killed writer are removed once they are old', async () => {
  const left = join(dirname(blobs.path(hash)), `${hash}.1234.tmp`);
  writeFileSync(left, 'half');
  assert.equal(await blobs.sweepTemporary(), 0);
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(left, yesterday, yesterday);
  assert.equal(await blobs.sweepTemporary(), 1);
  assert.deepEqual(Buffer.from(await blobs.get(hash)), bytes);
});

test('the folder of a killed writer is removed once nothing was written in it for long', async () => {
  const made = await blobs.makeFolder();
  const file = join(made, 'rows');
  writeFileSync(file, 'half');
  const yesterday = new Date(Date.now() - 86_400_000);
  utimesSync(made, yesterday, yesterday);
  assert.equal(await blobs.sweepTemporary(), 0);
  utimesSync(file, yesterday, yesterday);
  utimesSync(made, yesterday, yesterday);
  assert.equal(await blobs.sweepTemporary(), 1);
  assert.ok(!files().includes('rows'));
});

test('a file is stored as its bytes are, and left where it is', async () => {
  const file = join(folder, 'on-its-way');
  writeFileSync(file, bytes);
  const other = openBlobs(join(folder, 'other'));
  await other.putFile(file, hash);
  await other.putFile(file, hash);
  assert.deepEqual(Buffer.from(await other.get(hash)), bytes);
  assert.ok(files().includes('on-its-way'));
});

test('the error of a full disk names the file and a remedy', () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const named = fromFileError(full, 'models/x', 10);
  assert.ok(named instanceof PerennialError);
  assert.deepEqual([named.code, named.details], ['disk_full', { file: 'models/x', byteCount: 10 }]);
  const other = new Error('something else');
  assert.equal(fromFileError(other, 'models/x', 10), other);
});
