import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eachBatch, surveyFile } from '../../ingest/table-file.ts';
import { temporaryFolder } from '../infrastructure.ts';

const folder = temporaryFolder();
const file = join(folder, 'given.csv');

async function read(
  content: string | Uint8Array,
): Promise<{ header: readonly string[]; rows: [number, ...string[]][] }> {
  writeFileSync(file, content);
  const surveyed = await surveyFile(file, () => () => {});
  const rows: [number, ...string[]][] = [];
  await eachBatch(surveyed, 2, async (batch) => {
    for (const { line, cells } of batch) rows.push([line, ...cells]);
  });
  return { header: surveyed.header, rows };
}

test('line breaks and quotation marks within quotation marks are values, and lines are those of the file', async () => {
  assert.deepEqual(await read('id,text\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n2,plain\r\n'), {
    header: ['id', 'text'],
    rows: [
      [2, '1', 'two\r\nlines, "quoted"'],
      [5, '2', 'plain'],
    ],
  });
});

for (const [name, delimiter] of [
  ['semicolons', ';'],
  ['tabs', '\t'],
  ['commas', ','],
] as const) {
  test(`${name} are recognised`, async () => {
    const content = `${['id', '"a;b,c\td"', 'z'].join(delimiter)}\n${['1', '2', '3'].join(delimiter)}`;
    assert.deepEqual(await read(content), { header: ['id', 'a;b,c\td', 'z'], rows: [[2, '1', '2', '3']] });
  });
}

test('byte order marks are no part of the first name', async () => {
  const expected = { header: ['id', 'é'], rows: [[2, '1', 'ü']] };
  assert.deepEqual(await read('\uFEFFid,é\n1,ü\n'), expected);
  assert.deepEqual(await read(Buffer.from('\uFEFFid,é\n1,ü\n', 'utf16le')), expected);
});

test('what is not UTF-8 is read as Windows-1252, of which Latin-1 is a part', async () => {
  const content = `name\n${'José\n'.repeat(3)}`;
  assert.deepEqual((await read(Buffer.from(content, 'latin1'))).rows.at(-1), [4, 'José']);
});

test("Excel's line about the separator is not the header", async () => {
  assert.deepEqual(await read('sep=;\nid;name\n1;a,b\n'), { header: ['id', 'name'], rows: [[3, '1', 'a,b']] });
});

test('separators at the end of lines make no columns', async () => {
  assert.deepEqual(await read('id,name,,\n1,a,,\n2,b\n3,c,,x\n'), {
    header: ['id', 'name'],
    rows: [
      [2, '1', 'a'],
      [3, '2', 'b'],
      [4, '3', 'c', '', 'x'],
    ],
  });
});

test('a single column needs no delimiter', async () => {
  assert.deepEqual(await read('id\n1\n2\n'), {
    header: ['id'],
    rows: [
      [2, '1'],
      [3, '2'],
    ],
  });
});

test('a stray quotation mark within a value is part of it', async () => {
  assert.deepEqual((await read('id,size\n1,5" disk\n')).rows, [[2, '1', '5" disk']]);
});

test('a file without content is refused as empty', async () => {
  for (const content of ['', '\n\r\n', '\uFEFF', ',,\r\n']) {
    await assert.rejects(read(content), { code: 'invalid_input', message: /is empty/ });
  }
});

test('what is no text is refused as what it is', async () => {
  const zip = Buffer.from('PK\x03\x04\x14\0', 'latin1');
  await assert.rejects(read(zip), { code: 'invalid_input', message: /Excel workbook/ });
  await assert.rejects(read(Buffer.from([1, 2, 0, 3])), { code: 'invalid_input', message: /binary/ });
});

test('a quotation mark that is never closed is refused with its line', async () => {
  await assert.rejects(read('id,text\n1,"f\nine"\n\n2,"open\n3,x\n'), { code: 'invalid_input', message: /line 5/ });
});

test('a file that is not there and a folder are refused', async () => {
  await assert.rejects(
    surveyFile(join(folder, 'nothing.csv'), () => () => {}),
    { code: 'invalid_input', message: /nothing\.csv/ },
  );
  mkdirSync(join(folder, 'folder.csv'), { recursive: true });
  await assert.rejects(
    surveyFile(join(folder, 'folder.csv'), () => () => {}),
    { code: 'invalid_input' },
  );
});
