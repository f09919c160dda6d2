import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { toPerennialError } from '../../cli/report-error.ts';
import { errorCodes } from '../../domain/errors.ts';

test('exit codes are the documented ones', () => {
  const expected = {
    internal: 1,
    invalid_input: 2,
    invalid_configuration: 2,
    nothing_running: 3,
    model_not_found: 3,
    training_in_progress: 4,
    already_running: 4,
    database_unavailable: 5,
    temporal_unavailable: 5,
    schema_outdated: 5,
    port_in_use: 5,
    not_enough_training_data: 6,
    real_data_present: 6,
    cancelled: 130,
  };
  const actual = Object.fromEntries(Object.keys(expected).map((code) => [code, exitCodeOf(code)]));
  assert.deepEqual(actual, expected);
});

test('no error code ends with success', () => {
  for (const code of [...errorCodes, 'from_a_newer_version', 'constructor']) assert.ok(exitCodeOf(code) > 0, code);
});

test('system errors that a person can act on are reported as such, others as internal', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  assert.equal(toPerennialError(full).code, 'disk_full');
  const other = toPerennialError(new TypeError('x is not a function'));
  assert.equal(other.code, 'internal');
  assert.equal(other.message, 'x is not a function');
  assert.equal(toPerennialError('thrown text').message, 'thrown text');
});
