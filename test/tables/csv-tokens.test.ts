import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { createCsvTokens } from '../../tables/file/csv-tokens.ts';
import { readTable } from '../../tables/read-table.ts';
import { plainNumber } from '../../tables/values/plain-number.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-fit-csv-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string | Buffer, options: { separator?: string; missing?: string[] } = {}) {
  const file = join(folder, 'table.csv');
  writeFileSync(file, content);
  return readTable({ file, missing: [], ...options });
}

function tokens(pieces: readonly string[], separator = ','): string[][] {
  const records: string[][] = [];
  const reader = createCsvTokens({
    separator,
    onRecord: (cells) => records.push([...cells]),
    onUnclosed: (line) => {
      throw new Error(`unclosed in line ${line}`);
    },
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return records;
}

const cell = fc.stringMatching(/^[a-c ,;"\n\r]{0,6}$/);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('records are those of csv-parse, wherever the text is cut into pieces', () => {
  const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(records, fc.constantFrom('\n', '\r\n', '\r'), fc.nat({ max: 100 }), (rows, lineEnd, cut) => {
      const text = rows.map((cells) => cells.map(quoted).join(',')).join(lineEnd) + lineEnd;
      const expected = parse(text, { relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] });
      assert.deepEqual(tokens([text.slice(0, cut), text.slice(cut)]), expected);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('a quotation mark within a value stands for itself, and text behind a closing one is kept', () => {
  assert.deepEqual(tokens(['5" pipe,"a"b, "c"\n']), [['5" pipe', 'ab', 'c']]);
});

test('a quotation mark that is never closed is refused with its line', () => {
  assert.throws(() => tokens(['a,b\n"x\ny",1\n2,"open\n3,4\n']), /unclosed in line 4/);
});

test('plain numbers are read as Number() reads them, and nothing else is a number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e15, max: 1e15 }), fc.nat({ max: 9 }), (value, digits) => {
      for (const text of [value.toFixed(digits), String(value)]) {
        const expected = Number(text);
        assert.equal(plainNumber(text), expected === 0 ? 0 : expected, text);
      }
    }),
    { seed: 7 },
  );
  for (const text of ['', 'x', '0x1F', '1e400', 'Infinity', '1,5', '-', '.', '1 2']) {
    assert.ok(Number.isNaN(plainNumber(text)), text);
  }
  assert.deepEqual(
    ['+5', '.5', '-0', '1e3'].map((text) => plainNumber(text)),
    [5, 0.5, 0, 1000],
  );
});

for (const [name, separator] of [
  ['comma', ','],
  ['semicolon', ';'],
  ['tab', '\t'],
  ['bar', '|'],
] as const) {
  test(`a ${name} between cells is detected, although another mark occurs in values`, async () => {
    const other = separator === ',' ? ';' : ',';
    const row = ['1', `x${other}y${other}z`, '"a, b; c"'].join(separator);
    const { columns, layout } = await read(`${['a', 'b', 'c'].join(separator)}\n${row}\n${row}\n`);
    assert.equal(layout.separator, separator);
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
  });
}

test('the separator that is given, and the one of an Excel hint, are taken', async () => {
  assert.equal((await read('a^b\n1^2\n', { separator: '^' })).columns.length, 2);
  const hinted = await read('sep=^\na^b\n1^2\n');
  assert.deepEqual([hinted.rows, hinted.columns.length], [1, 2]);
});

test('byte order mark, CRLF, blank lines and lines of separators only leave the table as it is', async () => {
  const { rows, columns } = await read('\uFEFFa,b\r\n\r\n1,x\r\n,\r\n2,y');
  assert.equal(rows, 2);
  assert.equal(columns[0]?.name, 'a');
  assert.deepEqual([...(columns[0]?.values ?? [])], [1, 2]);
});

test('text that is not UTF-8 is read as Windows-1252, UTF-16 by its mark', async () => {
  const latin = await read(Buffer.from('größe,b\nklein,1\nüber,2\n', 'latin1'));
  assert.equal(latin.encoding, 'windows-1252');
  assert.deepEqual([latin.columns[0]?.name, latin.columns[0]?.texts[1]], ['größe', 'über']);
  const wide = await read(Buffer.from('\uFEFFa,b\nä,1\n', 'utf16le'));
  assert.deepEqual([wide.encoding, wide.columns[0]?.texts[0]], ['utf-16le', 'ä']);
});

test('repeated and missing names of columns are numbered, uneven rows are counted, and notes say both', async () => {
  const { columns, notes } = await read('a,a,,b\n1,2,3,4\n1,2\n1,2,3,4,5\n');
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['a', 'a (2)', 'column 3', 'b'],
  );
  assert.match(notes.join('\n'), /a \(2\)[\s\S]*no name[\s\S]*from line 3 on: 1 with fewer .*, 1 with more/);
});

test('a header that is one name short is one of R, with row names', async () => {
  const { columns } = await read('x,y\nr1,1,2\nr2,3,4\n');
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['(row name)', 'x', 'y'],
  );
});

test('a table of several pieces of the file keeps every row, number and text', async () => {
  const rows = 150_000;
  const lines = Array.from({ length: rows }, (_, row) => `${row},${row % 10}.${100 + (row % 900)},name ${row % 13}`);
  const [place, amount, name] = (await read(`place,amount,name\n${lines.join('\n')}\n1.5,2.25,last\n`)).columns;
  for (let row = 0; row < rows; row++) {
    assert.equal(place?.values[row], row);
    assert.equal(amount?.values[row], Number(`${row % 10}.${100 + (row % 900)}`));
    assert.equal(name?.texts[(name.codes?.[row] ?? 0) - 1], `name ${row % 13}`);
  }
  assert.deepEqual([place?.values[rows], amount?.values[rows], name?.texts.at(-1)], [1.5, 2.25, 'last']);
});

test('usual and given markers are missing values, numbers also in another spelling', async () => {
  const { columns } = await read('a,b\nNA,-999\n?,-999.0\n Select ,5\nx,6\n', { missing: ['select', '-999'] });
  assert.deepEqual(columns[0]?.texts, ['x']);
  assert.deepEqual([...(columns[1]?.values ?? [])], [Number.NaN, Number.NaN, 5, 6]);
});

for (const [what, content, expected] of [
  ['an empty file', '', /is empty/],
  ['blank lines only', '\n\n \n', /is empty/],
  ['a header alone', 'a,b\n', /a header but no rows/],
  ['an Excel workbook', 'PK\u0003\u0004abc', /Excel workbook/],
  ['a binary file', 'a,b\n\u0000\u0001', /a binary file/],
  ['an open quotation mark', 'a,b\n1,"x\n2,3\n', /line 2: a quotation mark is never closed/],
] as const) {
  test(`${what} is refused`, async () => {
    await assert.rejects(read(content), expected);
  });
}
