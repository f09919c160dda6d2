import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../../stack/project-root.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { listFiles } from '../../source-files.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { blocksOf } from './blocks.ts';
import { readCommands } from './shell.ts';

const pages = listFiles('.md', join(projectRoot, 'docs'));
/** What is written as SQL, and what psql is given. */
const statements = pages
  .flatMap((path) => blocksOf({ path, source: readFileSync(join(projectRoot, path), 'utf8').replaceAll('\r\n', '\n') }))
  .flatMap(({ kind, source, path, line }) => {
    const at = `${path}:${line}`;
    if (kind === 'sql') return [{ at, sql: source }];
    const given = kind === 'sh' ? readCommands(source).filter(({ words }) => words[0] === 'psql') : [];
    return given.map(({ words }) => ({ at, sql: words[words.indexOf('-c') + 1] ?? '' }));
  });

test('the SQL of the pages does what it says on a database that has the tables that it names', async () => {
  const database = await openTestDatabase();
  assert.ok(statements.length >= 4, `${statements.length} were found`);
  for (const { at, sql } of statements) {
    const tables = [...sql.matchAll(/\bon ((?:\w+(?:,\s*)?)+) to\b/g)].flatMap(([, names = '']) => names.split(/,\s*/));
    const needed = new Set(tables.filter((name) => !['schema', 'sequence'].includes(name)));
    const undone = inTransaction(database, async (client) => {
      await client.query('create schema theirs');
      await client.query('set local search_path to theirs');
      for (const name of needed)
        await client.query(`create table ${name} (id serial primary key, custom_attributes jsonb)`);
      // one of this name is there: ours
      await client.query(sql.replace(/\bperennial\b/g, 'perennial_reader'));
      throw new Undo();
    });
    await assert.rejects(undone, (error: Error) => error instanceof Undo || assert.fail(`${at}: ${error.message}`));
  }
});

/** Roles belong to all databases of a server. */
class Undo extends Error {}
