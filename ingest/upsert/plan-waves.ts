import type { ReadRow } from '../intake/row-context.ts';
import type { ReadRecord } from './read-record.ts';

/** Which row it is about, as far as the row itself tells: of one that bears no id, nothing. */
export function rowKey({ table, values }: Pick<ReadRow, 'table' | 'values'>): string | undefined {
  const { external_id: id, phone, email } = values;
  const key = id ?? (table === 'contacts' ? (phone ?? email) : undefined);
  return key === undefined ? undefined : `${table}:${key}`;
}

/** The rows that a record is about: those of contacts only where it holds no others, for a message brings whose it is along. */
export function mainRows(rows: readonly ReadRow[]): readonly ReadRow[] {
  const others = rows.filter(({ table }) => table !== 'contacts');
  return others.length === 0 ? rows : others;
}

/**
 * Several rows about one thing become one where nobody says when they changed: the last word counts. With dates each is a state of its own
 * that histories have to see, and a deletion is not to be mixed with what came before. So records are written in waves: in none does a row
 * stand twice in such a way.
 */
export function planWaves(records: readonly ReadRecord[]): ReadRecord[][] {
  const waves: ReadRecord[][] = [];
  const last = new Map<string, { wave: number; alone: boolean }>();
  for (const record of inOrder(records)) {
    const alone = record.given.changedAt !== undefined || record.given.kind === 'delete';
    const keys = mainRows(record.rows).flatMap((row) => rowKey(row) ?? []);
    let wave = 0;
    for (const key of keys) {
      const known = last.get(key);
      if (known !== undefined) wave = Math.max(wave, known.alone || alone ? known.wave + 1 : known.wave);
    }
    for (const key of keys) last.set(key, { wave, alone });
    waves[wave] ??= [];
    waves[wave].push(record);
  }
  return waves;
}

/** Dated ones by their dates, among the places that they have. */
function inOrder(records: readonly ReadRecord[]): ReadRecord[] {
  const dated = records
    .filter(isDated)
    .map((record) => ({ record, at: Date.parse(record.given.changedAt ?? '') }))
    .sort((a, b) => a.at - b.at);
  let next = 0;
  return records.map((record) => (isDated(record) ? dated[next++].record : record));
}

function isDated({ given }: ReadRecord): boolean {
  return given.changedAt !== undefined;
}
