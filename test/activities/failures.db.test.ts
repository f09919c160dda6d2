import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { toApplicationFailure } from '../../activities/failures.ts';
import { fromFileError } from '../../store/artifacts/artifact-errors.ts';
import { MailEntity } from '../../store/training/training-entities.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database = await openTestDatabase();

/** What becomes of the error of a step: retried (null), or its code. */
async function fateOf(work: () => Promise<unknown>, attempt = 1): Promise<string | null> {
  const error: unknown = await work().then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => toApplicationFailure(thrown, attempt),
  );
  if (!(error instanceof ApplicationFailure) || error.nonRetryable !== true) return null;
  const [details] = error.details as [{ remedy: string }];
  assert.ok(details.remedy.length > 0);
  return error.type ?? '';
}

describe('an error that cannot succeed', () => {
  const sql =
    (text: string, values: unknown[] = []) =>
    () =>
      database.query(text, values);
  const final: Record<string, [string, () => Promise<unknown>]> = {
    'a moment of year 0': ['invalid_input', sql('select $1::timestamptz', ['0000-01-01T00:00:00.000Z'])],
    'NUL in a text': ['invalid_input', sql('select $1::text', ['a\0b'])],
    'NUL given to an entity': ['invalid_input', () => database.em().findOne(MailEntity, { name: 'a\0b' })],
    'a number too large': ['invalid_input', sql('select $1::int', ['99999999999'])],
    'a statement with an error': ['internal', sql('selct 1')],
    'a table that is not there': ['internal', sql('select * from nowhere')],
    'a division by zero': ['internal', sql('select 1 / (select 0)')],
    'an empty column that must not be': ['internal', sql('insert into leads default values')],
  };
  for (const [name, [code, work]] of Object.entries(final)) {
    it(`fails at once with code and remedy: ${name}`, async () => assert.equal(await fateOf(work), code));
  }

  it('is a defect of ours that is there at the third attempt', async () => {
    const defect = async () => (undefined as unknown as { of: string }).of;
    assert.deepEqual([await fateOf(defect, 1), await fateOf(defect, 3)], [null, 'internal']);
  });
});

describe('an error that may succeed later', () => {
  it('is retried: a server that is gone, a full disk, a rival, a broken network, a cancel', async () => {
    const gone = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const network = new TypeError('fetch failed', { cause: gone });
    const full = fromFileError(Object.assign(new Error('write'), { code: 'ENOSPC' }), 'models/x', 10);
    for (const error of [gone, full, network, new Error('anything'), new CancelledFailure('stop')])
      assert.equal(await fateOf(() => Promise.reject(error), 50), null);
    await database.query(`create temporary table if not exists only_once (id int primary key)`);
    const twice = () => database.query('insert into only_once select 1 from generate_series(1, 2)');
    assert.equal(await fateOf(twice, 50), null);
  });
});
