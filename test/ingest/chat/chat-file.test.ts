import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eachBatch, surveyFile } from '../../../ingest/table-file.ts';
import { temporaryFolder } from '../../infrastructure.ts';

const folder = temporaryFolder();

test('a chat is read as a table is: surveyed, then in batches', async () => {
  const file = join(folder, 'WhatsApp Chat with Ana.txt');
  const lines = [
    '\uFEFF13/03/26, 14:05 - Ana: hi',
    '13/03/26, 14:06 - My Bakery: hello',
    '13/03/26, 14:07 - Ana: 5 "quoted',
  ];
  writeFileSync(file, lines.join('\r\n'));
  const seen: string[] = [];
  const surveyed = await surveyFile(file, (header) => (cells) => seen.push(cells[header.indexOf('text')]));
  assert.deepEqual(seen, ['hi', 'hello', '5 "quoted']);
  assert.deepEqual(surveyed.header.slice(0, 4), ['moment', 'sender', 'text', 'kind']);
  const batches: string[][] = [];
  await eachBatch(surveyed, 2, async (batch) => {
    batches.push(batch.map(({ line, cells }) => `${line} ${cells[2]}`));
  });
  assert.deepEqual(batches, [['1 hi', '2 hello'], ['3 5 "quoted']]);
});

test('a table whose first column is a date is no chat', async () => {
  const file = join(folder, 'dates.csv');
  writeFileSync(file, '13/03/26,14:05 - x,1\n14/03/26,14:06 - y,2\n');
  const { header } = await surveyFile(file, () => () => {});
  assert.equal(header.length, 3);
});
