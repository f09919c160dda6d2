import type { EncodedColumn } from '../../engine/categories/column.ts';
import { codesOfLevels, fitLevels } from '../../engine/categories/levels.ts';
import {
  type ColumnCounts,
  type ColumnKind,
  countColumn,
  type KindOptions,
  kindOfColumn,
} from '../../tables/columns/column-kinds.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { dateParts, parseDate, parseDateNumber, parseTimeOfDay } from '../../tables/values/date-text.ts';
import { mergeSpellings } from '../../tables/values/spellings.ts';
import { findOddValues, type OddValues } from './odd-values.ts';

/** A column from which features are made, over all rows of the file, in shared memory. `source` is the column's place in the file. */
export type PreparedColumn = EncodedColumn & { readonly name: string };

/** How a column was treated, for the report. Counts are those of the training rows. */
export type ColumnTreatment = {
  readonly column: string;
  readonly kind: ColumnKind['kind'] | 'dropped' | 'target';
  readonly used: boolean;
  readonly rows: number;
  readonly missing: number;
  /** Values that can't be read as this kind. They count as missing, too. */
  readonly unreadable: number;
  /** The number of levels of a categorical column. */
  readonly levels: number | null;
  readonly note: string;
  /** Odd values of a numeric column, over all rows of the file. */
  readonly odd: OddValues | null;
};

export type TreatedColumn = { readonly treatment: ColumnTreatment; readonly prepared: readonly PreparedColumn[] };

export function prepareColumn(
  raw: RawColumn,
  source: number,
  training: Uint32Array,
  options: KindOptions,
  categorical = false,
): TreatedColumn {
  const counts = countColumn(raw, training);
  const found = kindOfColumn(raw, training, counts, options);
  const nothing = found.kind === 'empty' || found.kind === 'constant';
  const kind: ColumnKind = categorical && !nothing ? { kind: 'categorical' } : found;
  return treat(raw, source, kind, counts);
}

/** Uses a column of row numbers after all, when there is no other column. */
export function prepareAsNumbers(raw: RawColumn, source: number, training: Uint32Array): TreatedColumn {
  const kind: ColumnKind = { kind: 'numeric', valueOfText: new Float64Array(1).fill(Number.NaN), style: null };
  return treat(raw, source, kind, countColumn(raw, training));
}

function treat(raw: RawColumn, source: number, kind: ColumnKind, counts: ColumnCounts): TreatedColumn {
  const { name } = raw;
  const treatment = {
    column: name,
    kind: kind.kind,
    rows: counts.rows,
    missing: counts.missing,
    unreadable: 0,
    levels: null,
    odd: null,
  };
  const out = (note: string): TreatedColumn => ({ treatment: { ...treatment, used: false, note }, prepared: [] });
  switch (kind.kind) {
    case 'empty':
      return out('left out: no value at all');
    case 'constant':
      return out('left out: one value only');
    case 'identifier':
      return out(
        `left out: almost every row has a text of its own (${counts.distinct} in ${counts.rows - counts.missing})`,
      );
    case 'row number':
      return out('left out: it counts the rows');
    case 'categorical': {
      const { codes, levelCount, merged } = levelsOf(raw, counts);
      const note = merged.length === 0 ? '' : `one level: ${merged.slice(0, 3).join('; ')}`;
      return {
        treatment: { ...treatment, used: true, levels: levelCount, note },
        prepared: [{ kind: 'levels', name, source, codes, levelCount }],
      };
    }
    case 'date':
      return dates(raw, source, kind, counts, treatment);
    case 'numeric':
    case 'boolean':
    case 'time of day': {
      const ofText = kind.kind === 'time of day' ? timesOf(raw) : kind.valueOfText;
      const values = sharedValues(raw.values.length);
      const presence = kind.kind === 'boolean' && kind.presence;
      for (let r = 0; r < values.length; r++) {
        const value = raw.values[r];
        const code = raw.codes === null ? 0 : raw.codes[r];
        if (presence) values[r] = !Number.isNaN(value) || code > 0 ? 1 : 0;
        else values[r] = code > 0 ? ofText[code] : value;
      }
      const odd = kind.kind === 'numeric' ? findOddValues(values) : null;
      const unreadable = presence ? 0 : unreadableRows(counts, (code) => !Number.isNaN(ofText[code]));
      const note = presence ? 'one value only: whether it is there' : unreadableNote(raw, counts, unreadable, ofText);
      return {
        treatment: { ...treatment, unreadable, used: true, note, odd },
        prepared: [{ kind: 'number', name, source, values, cycle: null }],
      };
    }
  }
}

function dates(
  raw: RawColumn,
  source: number,
  kind: Extract<ColumnKind, { kind: 'date' }>,
  counts: ColumnCounts,
  treatment: Omit<ColumnTreatment, 'used' | 'note'>,
): TreatedColumn {
  const { milliseconds, hasTime, ofText } = momentsOf(raw, kind);
  const parts = (['days', 'month', 'weekday', 'hour'] as const).filter((part) => part !== 'hour' || hasTime);
  const cycles = { days: null, month: 12, weekday: 7, hour: 24 };
  const prepared = parts.flatMap((part): PreparedColumn[] => {
    const values = sharedValues(milliseconds.length);
    for (let r = 0; r < values.length; r++) {
      values[r] = Number.isNaN(milliseconds[r]) ? Number.NaN : dateParts[part](milliseconds[r]);
    }
    const first = values.find((value) => !Number.isNaN(value));
    if (values.every((value) => Number.isNaN(value) || value === first)) return [];
    return [{ kind: 'number', name: `${raw.name} (${part})`, source, values, cycle: cycles[part] }];
  });
  const unreadable = unreadableRows(counts, (code) => !Number.isNaN(ofText[code]));
  const first = kind.style?.dayFirst ? 'day/month/year' : 'month/day/year';
  const order = kind.ambiguous
    ? `; read as ${first}, no date tells the order`
    : kind.style?.dayFirst
      ? '; day first'
      : '';
  const names = prepared.map(({ name }) => name.slice(raw.name.length + 2, -1)).join(', ');
  const note = `as ${names}${order}${unreadable > 0 ? `; ${unreadableNote(raw, counts, unreadable, ofText)}` : ''}`;
  return { treatment: { ...treatment, unreadable, used: prepared.length > 0, note }, prepared };
}

/** Milliseconds since 1970 for every row; NaN without a date. */
export function momentsOf(raw: RawColumn, { style }: Extract<ColumnKind, { kind: 'date' }>) {
  const parsed = raw.texts.map((text) => (style === null ? undefined : parseDate(text, style)));
  const ofText = Float64Array.from([Number.NaN, ...parsed.map((date) => date?.milliseconds ?? Number.NaN)]);
  const milliseconds = raw.values.map((value, row) => {
    const code = raw.codes === null ? 0 : raw.codes[row];
    return code > 0 ? ofText[code] : style === null ? (parseDateNumber(value) ?? Number.NaN) : Number.NaN;
  });
  return { milliseconds, ofText, hasTime: parsed.some((date) => date?.hasTime) };
}

function timesOf({ texts }: RawColumn): Float64Array {
  return Float64Array.from([Number.NaN, ...texts.map(parseTimeOfDay)]);
}

/** Spellings that differ only in case or blanks are one level, named by the most frequent of them. */
function levelsOf(
  raw: RawColumn,
  counts: ColumnCounts,
): { codes: Int32Array; levelCount: number; merged: readonly string[] } {
  const byText = new Map<string, number>();
  raw.texts.forEach((text, at) => {
    if (counts.ofText[at + 1] > 0) byText.set(text, counts.ofText[at + 1]);
  });
  if (counts.numbers > 0) countNumbers();
  const { spellingOf, groups } = mergeSpellings(byText);
  const frequency = new Map<string, number>();
  for (const [text, rows] of byText) {
    const spelling = spellingOf(text);
    frequency.set(spelling, (frequency.get(spelling) ?? 0) + rows);
  }
  const levels = fitLevels(frequency);
  const codeOfLevel = codesOfLevels(levels);
  const codeOfText = Int32Array.from([0, ...raw.texts.map((text) => codeOfLevel(spellingOf(text)))]);
  const codes = new Int32Array(new SharedArrayBuffer(4 * raw.values.length));
  for (let r = 0; r < codes.length; r++) {
    const value = raw.values[r];
    if (!Number.isNaN(value)) codes[r] = codeOfLevel(String(value));
    else codes[r] = raw.codes === null ? 0 : codeOfText[raw.codes[r]];
  }
  return { codes, levelCount: levels.length, merged: groups.map((texts) => texts.join(' = ')) };

  function countNumbers(): void {
    for (const row of counts.trainingRows) {
      const value = raw.values[row];
      if (!Number.isNaN(value)) byText.set(String(value), (byText.get(String(value)) ?? 0) + 1);
    }
  }
}

function unreadableRows({ ofText }: ColumnCounts, readable: (code: number) => boolean): number {
  let rows = 0;
  for (let code = 1; code < ofText.length; code++) if (!readable(code)) rows += ofText[code];
  return rows;
}

function unreadableNote(raw: RawColumn, { ofText }: ColumnCounts, unreadable: number, values: Float64Array): string {
  if (unreadable === 0) return '';
  const texts = raw.texts
    .map((text, at) => ({ text, code: at + 1 }))
    .filter(({ code }) => ofText[code] > 0 && Number.isNaN(values[code]))
    .sort((a, b) => ofText[b.code] - ofText[a.code])
    .slice(0, 2)
    .map(({ text }) => `'${text.slice(0, 20)}'`);
  return `${unreadable} unreadable (${texts.join(', ')}), taken as missing`;
}

function sharedValues(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * rows));
}
