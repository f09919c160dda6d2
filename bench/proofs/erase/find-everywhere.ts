import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readableParts } from '../../../ingest/erase/erase-mailbox.ts';
import type { Stage } from './stage.ts';

/** By place, which of the words stand there. */
export type Found = Readonly<Record<string, readonly string[]>>;

/** Looks for words in the dump, the files of the tables, the folders of the home, and the artifacts, as bytes and as what encodings hide. */
export async function findEverywhere(stage: Stage, words: Readonly<Record<string, string>>): Promise<Found> {
  const found: Record<string, Set<string>> = {};
  const look = (place: string, texts: readonly (string | Buffer)[]) => {
    for (const [name, word] of Object.entries(words)) {
      if (!texts.some((each) => each.includes(word))) continue;
      const names = found[place] ?? new Set();
      found[place] = names.add(name);
    }
  };
  const { rows: tables } = await stage.admin.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm', 'p') and c.relpersistence <> 't' and n.nspname not in ('pg_toast', 'information_schema') order by 1`,
  );
  for (const { name } of tables) {
    const { rows } = await stage.admin.query<{ row: string }>(`select t::text as row from ${name} as t`);
    const texts = rows.map(({ row }) =>
      row.replace(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('utf8')),
    );
    look(`dump, ${name}`, texts);
  }
  for (const file of await filesBelow(stage.tableFolder)) look('files of tables', [await readFile(file)]);
  for (const file of await filesBelow(stage.home)) {
    const bytes = await readFile(file);
    const place = `home, ${file.slice(stage.home.length + 1).split('/')[0]}`;
    look(place, file.endsWith('.eml') ? readableParts(bytes.toString('latin1')) : [bytes]);
  }
  for (const file of await filesBelow(stage.folder)) {
    if (file.endsWith('.rejects.csv')) look('rejected rows', [await readFile(file)]);
  }
  return Object.fromEntries(Object.entries(found).map(([place, names]) => [place, [...names]]));
}

export function foundLines(found: Found): string[] {
  const lines = Object.entries(found).map(([place, names]) => `\n    ${place}: ${names.join(', ')}`);
  return lines.length === 0 ? ['nothing'] : lines;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
