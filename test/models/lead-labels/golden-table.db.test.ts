import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openTestDatabase } from '../../store/test-database.ts';
import { crmRows } from '../crm-rows.ts';
import { combinations, labelsOfCombinations, rating } from './combinations.ts';
import { goldenTable, tableFile } from './golden-table.ts';

const database = await openTestDatabase();
const labels = await labelsOfCombinations(database, crmRows(database));

test('every combination of stage, date, course and order has the outcome label of the table', () => {
  assert.equal(goldenTable(labels), readFileSync(tableFile, 'utf8'));
});

test('in a run on ratings a rated lead has its rating and every other lead is left out, whatever became of it', () => {
  for (const [at, { rated }] of combinations.entries()) assert.equal(labels[at]?.rating, rated ? rating : null);
});

test('in a run on outcomes a rating changes no label', () => {
  const outcomes = (rated: boolean) =>
    combinations.flatMap((each, at) => (each.rated === rated ? [[labels[at]?.outcomes, labels[at]?.way]] : []));
  assert.deepEqual(outcomes(true), outcomes(false));
});
