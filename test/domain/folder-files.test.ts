import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareFolder, firstDrop, isFolderPlace, type KnownFile, type ListedFile } from '../../domain/folder-files.ts';

const now = new Date('2026-11-30T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const file = (name: string, minutes: number, version = '1'): ListedFile => {
  return { name, byteCount: 1, modifiedAt: ago(minutes), version };
};
const known = (name: string, state: KnownFile['state'], minutes: number, version = '1'): KnownFile => {
  return { name, version, state, seenAt: ago(minutes), triedAt: state === 'settling' ? null : ago(minutes) };
};
const names = (files: readonly ListedFile[]) => files.map(({ name }) => name);
const settle = 10_000;

test('a file is ready once it has stayed as it is for a while, oldest first', () => {
  const listed = [file('new', 0), file('grown', 0, '2'), file('still', 3), file('older', 9), file('taken', 90)];
  const before = [known('grown', 'settling', 5), known('still', 'settling', 1), known('older', 'settling', 1)];
  const look = compareFolder(listed, [...before, known('taken', 'taken', 60)], { now, settle, since: now });
  assert.deepEqual(names(look.changed), ['grown', 'new']);
  assert.deepEqual(names(look.settling), ['grown', 'new']);
  assert.deepEqual(names(look.ready), ['older', 'still']);
});

test('where files appear whole they are ready at once, and one that was taken is taken again when it has changed', () => {
  const look = compareFolder([file('a', 0, '2'), file('b', 0)], [known('a', 'taken', 60)], {
    ...{ now, settle: 0, since: now },
  });
  assert.deepEqual(names(look.ready), ['a', 'b']);
});

test('what failed is tried once in each reading, and what is gone is nothing', () => {
  const before = [known('early', 'failed', 30), known('just', 'failed', 0), known('gone', 'failed', 30)];
  const look = compareFolder([file('early', 40), file('just', 40)], before, { now, settle, since: ago(1) });
  assert.deepEqual([names(look.ready), names(look.failed)], [['early'], ['just']]);
});

test('a drop ends where half an hour passed until the next file', () => {
  const listed = [file('monday', 3_000), file('monday 2', 2_980), file('tuesday', 1_500)];
  assert.deepEqual(names(firstDrop(listed)), ['monday', 'monday 2']);
  assert.deepEqual(names(firstDrop(listed.slice(2))), ['tuesday']);
});

test('a folder is absolute or a bucket', () => {
  assert.deepEqual(
    [
      '/data/exports',
      's3://shop-exports/crm',
      's3://shop-exports',
      'C:\\exports',
      'exports',
      's3://',
      'https://x.org/y',
    ].map(isFolderPlace),
    [true, true, true, true, false, false, false],
  );
});
