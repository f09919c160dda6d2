import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { readTable } from '../../tables/read-table.ts';
import { parseDate } from '../../tables/values/date-text.ts';
import { numberStyleOf, parseNumberText } from '../../tables/values/number-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-styles-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Row = { readonly cents: number; readonly thousands: number; readonly day: number; readonly name: string };
type NumberStyle = 'english' | 'german' | 'indian' | 'swiss';
type DateStyle = 'dmy' | 'mdy' | 'ymd' | 'named';
type Style = { encoding: 'utf8' | 'utf16le' | 'latin1'; separator: string; number: NumberStyle; date: DateStyle };

/** 12 of all combinations, each value of each dimension in at least two. */
const styles: readonly Style[] = [
  { encoding: 'utf8', separator: ',', number: 'english', date: 'mdy' },
  { encoding: 'utf8', separator: ';', number: 'german', date: 'dmy' },
  { encoding: 'utf8', separator: '\t', number: 'indian', date: 'dmy' },
  { encoding: 'utf8', separator: '|', number: 'swiss', date: 'ymd' },
  { encoding: 'utf16le', separator: '\t', number: 'english', date: 'named' },
  { encoding: 'utf16le', separator: ';', number: 'german', date: 'mdy' },
  { encoding: 'utf16le', separator: ',', number: 'indian', date: 'ymd' },
  { encoding: 'utf16le', separator: '|', number: 'swiss', date: 'dmy' },
  { encoding: 'latin1', separator: ';', number: 'english', date: 'dmy' },
  { encoding: 'latin1', separator: ',', number: 'german', date: 'ymd' },
  { encoding: 'latin1', separator: '\t', number: 'german', date: 'named' },
  { encoding: 'latin1', separator: '|', number: 'indian', date: 'mdy' },
];

function numberText(cents: number, style: NumberStyle, decimals: boolean): string {
  const whole = String(Math.floor(cents / 100));
  const groups = style === 'indian' ? /\B(?=(\d{2})*\d{3}$)/g : /\B(?=(\d{3})+$)/g;
  const mark = { english: ',', german: '.', indian: ',', swiss: '’' }[style === 'swiss' ? 'swiss' : style];
  const point = style === 'german' ? ',' : '.';
  const written = whole.replaceAll(groups, mark === '’' ? "'" : mark);
  return decimals ? `${written}${point}${String(cents % 100).padStart(2, '0')}` : written;
}

function dateText(day: number, style: DateStyle): string {
  const [y, m, d] = new Date(day * 86_400_000).toISOString().slice(0, 10).split('-');
  const named = ['Jan', 'Feb', 'Mär', 'Apr', 'Mai', 'Jun', 'Jul', 'Aug', 'Sep', 'Okt', 'Nov', 'Dez'];
  if (style === 'named') return `${d}. ${named[Number(m) - 1]} ${y}`;
  return style === 'dmy' ? `${d}/${m}/${y}` : style === 'mdy' ? `${m}/${d}/${y}` : `${y}-${m}-${d}`;
}

function write(rows: readonly Row[], { encoding, separator, number, date }: Style, decided: boolean): string {
  const cell = (text: string) => (text.includes(separator) ? `"${text}"` : text);
  const lines = rows.map(({ cents, thousands, day, name }) =>
    [numberText(decided ? cents : thousands * 100, number, decided), dateText(day, date), name]
      .map(cell)
      .join(separator),
  );
  const text = `${[['Größe', 'Tag', 'Name'].join(separator), ...lines].join('\n')}\n`;
  const file = join(folder, 'styled.csv');
  writeFileSync(file, Buffer.from(text, encoding));
  return file;
}

const days = fc.integer({ min: 0, max: 27 }).map((at) => Date.UTC(2021, at % 12, 1 + at) / 86_400_000);
const row = fc.record({
  cents: fc.integer({ min: 0, max: 1e9 }),
  thousands: fc.integer({ min: 1000, max: 99_999 }),
  day: days,
  name: fc.constantFrom('Müller', 'Ana', 'José', 'Zoë'),
});
/** Decides the number by its cents, the date by its day. */
const deciding: Row = { cents: 12_345_678, thousands: 1234, day: Date.UTC(2021, 4, 25) / 86_400_000, name: 'Müller' };

for (const style of styles) {
  const title = `${style.encoding}, ${JSON.stringify(style.separator)}, ${style.number} numbers, ${style.date} dates`;
  test(`a table of ${title} with one deciding value per column reads back equal`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), fc.nat(8), async (others, at) => {
        const rows = [...others.slice(0, at), deciding, ...others.slice(at)];
        const table = await readTable({ file: write(rows, style, true), missing: [] });
        const [size, day, name] = table.columns;
        const numbers = numberStyleOf(size.texts, false, size.decimalComma);
        const read = rows.map((_, r) => {
          const number = size.codes?.[r] ? parseNumberText(size.texts[size.codes[r] - 1], numbers) : size.values[r];
          const date = parseDate(day.texts[(day.codes?.[r] ?? 0) - 1], day.dates?.style ?? { dayFirst: false });
          return [
            Math.round(100 * number),
            (date?.milliseconds ?? 0) / 86_400_000,
            name.texts[(name.codes?.[r] ?? 0) - 1],
          ];
        });
        assert.deepEqual(
          read,
          rows.map((one) => [one.cents, one.day, one.name]),
        );
        assert.doesNotMatch(table.notes.join('\n'), /could also be/);
      }),
      { numRuns: 40, seed: 12 },
    );
  });
}

for (const style of styles.filter(({ number, date }) => number !== 'swiss' && (date === 'dmy' || date === 'mdy'))) {
  test(`columns without a deciding value are reported with both readings: ${style.number}, ${style.date}`, async () => {
    const undecided = row.map((one) => ({
      ...one,
      day: Date.UTC(2021, one.day % 12, 1 + (one.day % 11)) / 86_400_000,
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(undecided, { minLength: 1, maxLength: 8 }), async (rows) => {
        const { notes } = await readTable({ file: write(rows, style, false), missing: [] });
        const all = notes.join('\n');
        assert.match(all, /Größe: \S+ is read as \S+ \(.*\); it could also be \S+: that is --decimal/);
        assert.match(all, /Tag: \S+ is read as \S+ \(.*\); it could also be \S+: that is --date-order/);
      }),
      { numRuns: 25, seed: 12 },
    );
  });
}
