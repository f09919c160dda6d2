import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPerennialError, isTransient } from '../../../domain/errors.ts';
import { fromServerError } from '../../../store/database/server-errors.ts';

test('a full disk of the database is over in a while: what was to be written is kept, and people are told what to do', () => {
  const full = Object.assign(new Error('could not extend file "base/16384/17266": No space left on device'), {
    code: '53100',
  });
  const error = fromServerError(full, 'postgresql://ann:secret@db.example.org:5432/crm');
  assert.ok(isPerennialError(error));
  assert.equal(error.code, 'database_unavailable');
  assert.ok(isTransient(error.code));
  assert.match(error.message, /^The database at db\.example\.org:5432, database "crm" can't write: could not extend/);
  assert.match(error.remedy, /Make room/);
  assert.doesNotMatch(error.message, /secret/);
});
