import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../stack/config.ts';
import { readDiskSpace, wordFullDisks } from '../../stack/disk-space.ts';
import { temporaryFolder } from '../infrastructure.ts';

test('a disk with less than a tenth free is told of, by the name of its variable', () => {
  const disk = { name: 'PERENNIAL_HOME', folder: '/data', free: 1.9e9, total: 20e9 };
  assert.deepEqual(wordFullDisks([disk]), ['The disk of PERENNIAL_HOME has 1.9 of 20.0 GB free, less than 10%.']);
  assert.deepEqual(wordFullDisks([{ ...disk, free: 2e9 }]), []);
});

test('the disks are those of state and artifacts, each once, also before their folders exist', () => {
  const home = join(temporaryFolder(), 'not', 'yet');
  const disks = readDiskSpace(readConfig({ PERENNIAL_HOME: home }));
  assert.deepEqual(
    disks.map(({ name, folder }) => [name, folder]),
    [['PERENNIAL_HOME', home]],
  );
  assert.ok(disks.every(({ free, total }) => free > 0 && free <= total));
});
