import { columnKey } from '../../../ingest/mapping/column-finder.ts';
import type { Mapping, TableMapping } from '../../../ingest/mapping/mapping-schema.ts';
import { createProfiles } from '../../../ingest/mapping/propose/profile-columns.ts';
import { type ProposedMapping, proposeMapping } from '../../../ingest/mapping/propose/propose-mapping.ts';
import { surveyFile } from '../../../ingest/table-file.ts';

/** What is proposed for a file, whatever mapping file stands beside it. */
export async function proposed(
  file: string,
): Promise<ProposedMapping & { readonly header: readonly string[]; readonly rows: string[][] }> {
  let profiles = createProfiles([]);
  let rows: string[][] = [];
  const { header } = await surveyFile(file, (names) => {
    const own = createProfiles(names);
    profiles = own;
    rows = [];
    return (cells) => {
      own.see(cells);
      rows.push([...cells]);
    };
  });
  return { ...proposeMapping(file, profiles.profiles(), rows), header, rows };
}

/** The lines of a mapping that say what is done with the file, each by its key. Equal ones do the same. */
export function linesOf(mapping: Mapping): Map<string, string> {
  const lines = new Map<string, string>();
  for (const key of ['source', 'zone', 'country', 'currency', 'date_order', 'decimal', 'where', 'unless'] as const) {
    if (mapping[key] !== undefined) lines.set(key, canonical(mapping[key]));
  }
  for (const [table, given] of Object.entries(mapping.tables)) {
    for (const one of [given as TableMapping | TableMapping[]].flat()) {
      for (const [field, source] of Object.entries(one)) lines.set(`${table}.${field}`, canonical(longForm(source)));
    }
  }
  return lines;
}

function longForm(source: unknown): unknown {
  if (typeof source === 'string') return { column: source };
  return Array.isArray(source) ? { columns: source } : source;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return columnKey(String(value));
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .map(([key, each]) => `${columnKey(key)}:${canonical(each)}`)
    .sort()
    .join()}}`;
}
