import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeServerSettings } from '../../cli/examine-server-settings.ts';
import { readMachine, settingsFor } from '../../stack/postgres/server-settings.ts';

const gigabyte = 1024 ** 3;

test('the embedded server gets a share of the memory and the disk that there are', () => {
  const { shared_buffers, work_mem, max_wal_size, jit } = settingsFor({ memory: 8 * gigabyte, disk: 60 * gigabyte });
  assert.deepEqual([shared_buffers, work_mem, max_wal_size, jit], ['1024MB', '32MB', '3072MB', 'off']);
  const { memory, disk } = readMachine('.');
  assert.ok(memory > 1e8 && disk > 1e8, `${memory} ${disk}`);
});

test('a small machine keeps what PostgreSQL comes with, and a large one is not taken whole', () => {
  const small = settingsFor({ memory: gigabyte / 2, disk: gigabyte / 2 });
  assert.deepEqual([small.shared_buffers, small.work_mem, small.max_wal_size], ['128MB', '4MB', '1024MB']);
  const large = settingsFor({ memory: 512 * gigabyte, disk: 4096 * gigabyte });
  assert.deepEqual([large.shared_buffers, large.work_mem, large.max_wal_size], ['2048MB', '64MB', '4096MB']);
});

const defaults = [
  { name: 'shared_buffers', value: '16384' },
  { name: 'effective_cache_size', value: '524288' },
  { name: 'work_mem', value: '4096' },
  { name: 'random_page_cost', value: '4' },
  { name: 'jit', value: 'on' },
  { name: 'max_wal_size', value: '1024' },
  { name: 'checkpoint_timeout', value: '300' },
];

test('the doctor names each setting of a server that is as it came, and none that was changed', () => {
  const { state, remedy } = judgeServerSettings(defaults);
  assert.equal(state, 'missing');
  for (const { name } of defaults) assert.match(remedy, new RegExp(`\\b${name} = `));
  const better = { shared_buffers: '1048576', jit: 'off', random_page_cost: '1.1' };
  const changed = judgeServerSettings(
    defaults.map(({ name, value }) => ({ name, value: better[name as keyof typeof better] ?? value })),
  );
  assert.doesNotMatch(changed.remedy, /shared_buffers|jit|random_page_cost/);
  assert.match(changed.remedy, /work_mem/);
  assert.equal(judgeServerSettings([]).state, 'ok');
});
