import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { requireServerVersion } from '../../../store/database/connection.ts';

function serverOf(version: string): pg.ClientBase {
  return { query: async () => ({ rows: [{ version }] }) } as unknown as pg.ClientBase;
}

test('a PostgreSQL release that is no longer supported is refused with its version', async () => {
  await assert.rejects(requireServerVersion(serverOf('140019')), {
    code: 'database_version',
    message: /PostgreSQL 14/,
  });
});

test('the oldest supported PostgreSQL is accepted', async () => {
  await assert.doesNotReject(requireServerVersion(serverOf('150000')));
});
