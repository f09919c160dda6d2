import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { cutLargeLog, openServerLog } from '../../stack/supervisor/server-log.ts';
import { inCircumstances } from '../../telemetry/circumstances.ts';
import { createLogger } from '../../telemetry/log.ts';
import { keptLogs, openLogFile } from '../../telemetry/log-file.ts';
import { temporaryFolder } from '../infrastructure.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('worker', 'info', { write: (line) => lines.push(line) }));
  assert.equal(lines.length, 1);
  return lines[0] ?? '';
}

test('an error is logged with its message, stack and cause', () => {
  const error = new Error('no space', { cause: new RangeError('deeper') });
  const { error: told } = JSON.parse(logged((log) => log.error({ error }, 'failed')));
  assert.equal(told.message, 'no space');
  assert.match(told.stack, /log\.test/);
  assert.deepEqual([told.cause.type, told.cause.message], ['RangeError', 'deeper']);
});

test('a log line is one JSON object with name, level and time, from the level asked for', () => {
  const lines: string[] = [];
  const log = createLogger('api', 'info', { write: (line) => lines.push(line) });
  log.debug('not written');
  log.info({ event: 'model.deployed' }, 'deployed');
  assert.equal(lines.length, 1);
  const line = JSON.parse(lines[0] ?? '');
  assert.equal(line.name, 'api');
  assert.equal(line.level, 'info');
  assert.equal(line.event, 'model.deployed');
  assert.ok(Math.abs(Date.parse(line.time) - Date.now()) < 60_000);
});

test('a log line says for which request and step it was written, and no other line does', async () => {
  const fields = { request_id: 'order-17', workflow_id: 'retrain', activity: 'extract', attempt: 2 };
  const lines: string[] = [];
  const log = createLogger('worker', 'info', { write: (line) => lines.push(line) });
  const work = inCircumstances({ carried: {}, fields }, async () => {
    await setImmediate();
    log.info({ rows: 7 }, 'read');
  });
  log.info({}, 'beside it');
  await work;
  const [beside, within] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(Object.keys(beside), ['level', 'time', 'name', 'msg']);
  const { level: _level, time: _time, name: _name, msg: _msg, ...rest } = within;
  assert.deepEqual(rest, { ...fields, rows: 7 });
});

test('no secret, task token or payload reaches a log line, wherever it stands', () => {
  const bytes = Buffer.from('hush');
  const failure = ApplicationFailure.create({ message: 'failed', details: [{ phone: 'hush' }] });
  const grpc = Object.assign(new Error('14 UNAVAILABLE'), {
    code: 14,
    metadata: { authorization: 'hush' },
    payload: bytes,
  });
  const lines = [
    logged((log) => log.info({ token: 'hush', mail: { password: 'hush' }, a: { b: { c: { apiKey: 'hush' } } } }, 'x')),
    logged((log) => log.warn({ temporal: { taskToken: 'hush', details: { data: 'hush' }, input: ['hush'] } }, 'x')),
    logged((log) => log.warn({ temporal: { task_token: bytes, list: [{ headers: { x: 'hush' } }] } }, 'x')),
    logged((log) => log.error({ error: failure, cause: new Error('outer', { cause: grpc }) }, 'x')),
    logged((log) => log.warn({}, 'Activity not found on completion. task_token=hush, details="gone"')),
    logged((log) =>
      log.warn({}, 'Task token: TaskToken(hush), result Payload { metadata: {}, data: "hush \\" hush" }'),
    ),
    logged((log) => log.info({}, 'sent Authorization: Bearer hush!battery$staple')),
  ];
  for (const line of lines) assert.doesNotMatch(line, /hush|104,117,115,104/, line);
  assert.match(lines[4] ?? '', /Activity not found on completion.*gone/);
  assert.match(lines[3] ?? '', /14 UNAVAILABLE/);
});

test('a log goes on in a new file when it is full, keeps so many older ones, and all are for its owner only', () => {
  const folder = join(temporaryFolder(), 'logs');
  const file = join(folder, 'perennial.log');
  let log = openLogFile(file, 100);
  for (let line = 0; line < 40; line++) {
    if (line === 20) {
      log.close();
      log = openLogFile(file, 100); // a restart goes on where it was
    }
    log.write(`${String(line).padStart(29)}\n`);
  }
  log.close();
  const names = readdirSync(folder).sort();
  assert.deepEqual(names, ['perennial.log', ...Array.from({ length: keptLogs }, (_, at) => `perennial.log.${at + 1}`)]);
  const text = names
    .toReversed()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
  const kept = text.trim().split(/\s+/).map(Number);
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, at) => 40 - kept.length + at),
  );
  if (process.platform === 'win32') return;
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of names) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test("a server's large log is cut while the server writes, and the log of its start before is kept", () => {
  const folder = temporaryFolder();
  const file = join(folder, 'temporal.log');
  mkdirSync(folder, { recursive: true });
  const first = openServerLog(file);
  writeFileSync(first, 'first start\n');
  const second = openServerLog(file);
  writeFileSync(second, 'x'.repeat(200));
  cutLargeLog(file, 1_000);
  assert.equal(statSync(file).size, 200);
  cutLargeLog(file, 100);
  writeFileSync(second, 'after\n');
  assert.deepEqual(
    ['', '.1', '.2'].map((suffix) => readFileSync(file + suffix, 'utf8')),
    ['after\n', 'x'.repeat(200), 'first start\n'],
  );
});

test('a full disk ends nothing: what cannot be logged is left out', { skip: !existsSync('/dev/full') }, () => {
  const log = openLogFile('/dev/full');
  log.write('{"msg":"there is no room for this"}\n');
  log.write('{"msg":"nor for this"}\n');
  log.close();
});
