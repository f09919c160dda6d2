import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { type Named, runNamed } from '../../bench/run-named.ts';

const named = (name: string, run: () => Promise<{ passed: boolean }>): Named => ({
  name,
  shows: 'something',
  load: async () => ({ run }),
});

test('one proof that breaks off fails the whole, and does not keep the others from running', async () => {
  const written: string[] = [];
  const silent = (text: unknown) => written.push(String(text)) > 0;
  const outputs = [mock.method(process.stdout, 'write', silent), mock.method(process.stderr, 'write', silent)];
  try {
    const broken = named('broken', () => Promise.reject(new Error('no room')));
    const whole = named('whole', async () => ({ passed: true }));
    const apart = { ...broken, name: 'apart', apart: 'it is long' };
    assert.equal(await runNamed('proof', [broken, whole, apart], ['all']), 1);
    assert.equal(await runNamed('proof', [apart], ['apart']), 1);
    assert.equal(await runNamed('proof', [broken, whole], ['whole']), 0);
  } finally {
    for (const output of outputs) output.mock.restore();
  }
  const said = written.join('');
  assert.match(said, /no room/);
  assert.match(said, /broken +\d+ s {2}FELL SHORT\n {2}whole +\d+ s {2}PASSED\n {2}apart +not run: it is long/);
});
