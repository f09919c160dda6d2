import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../../telemetry/log.ts';

test('an error is logged with its message and stack', () => {
  const lines: string[] = [];
  createLogger('worker', 'info', { write: (line) => lines.push(line) }).error(
    { error: new Error('no space') },
    'failed',
  );
  const { error } = JSON.parse(lines[0] ?? '');
  assert.equal(error.message, 'no space');
  assert.match(error.stack, /log\.test/);
});

test('a log line is one JSON object with name, level and time, without secrets, from the level asked for', () => {
  const lines: string[] = [];
  const log = createLogger('api', 'info', { write: (line) => lines.push(line) });
  log.debug('not written');
  log.info({ event: 'model.deployed', token: 'hush', mail: { password: 'hush' } }, 'deployed');
  assert.equal(lines.length, 1);
  const line = JSON.parse(lines[0] ?? '');
  assert.equal(line.name, 'api');
  assert.equal(line.level, 'info');
  assert.equal(line.event, 'model.deployed');
  assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 60_000);
  assert.doesNotMatch(lines[0] ?? '', /hush/);
});
