import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeSnapshot, encodeSnapshot, type SnapshotTable } from '../../../store/artifacts/snapshot-table.ts';
import { withoutRows } from '../../../store/artifacts/without-rows.ts';

const table: SnapshotTable = {
  ...{ model: 'churn', asOf: '2026-11-22T00:00:00.000Z', horizonDays: 30 },
  ...{ features: ['a', 'b'], units: ['days', 'share'] },
  subjects: ['contact-one', 'contact-two', 'contact-three'],
  contacts: ['contact-one', 'contact-two', 'contact-three'],
  moments: Float64Array.of(1, 2, 3),
  labels: Float64Array.of(1, 0, Number.NaN),
  values: Float64Array.of(1, 2, 3, Number.NaN, 5, 6),
  attributes: [
    { name: 'contact:City', kind: 'category', texts: ['Faro', 'Only-hers', null] },
    { name: 'contact:Age', kind: 'number', numbers: Float64Array.of(1, 2, Number.NaN) },
  ],
  compared: { features: ['c'], units: ['days'], values: Float64Array.of(7, 8, 9) },
};

test('a snapshot without some rows is that of the others, and no byte of what was taken out is left', () => {
  const bytes = withoutRows(encodeSnapshot(table), (row) => row !== 1);
  for (const word of ['contact-two', 'Only-hers']) assert.equal(Buffer.from(bytes).includes(word), false, word);
  const others = {
    ...table,
    ...{ subjects: ['contact-one', 'contact-three'], contacts: ['contact-one', 'contact-three'] },
    ...{ moments: Float64Array.of(1, 3), labels: Float64Array.of(1, Number.NaN), values: Float64Array.of(1, 2, 5, 6) },
    attributes: [
      { name: 'contact:City', kind: 'category', texts: ['Faro', null] },
      { name: 'contact:Age', kind: 'number', numbers: Float64Array.of(1, Number.NaN) },
    ],
    compared: { features: ['c'], units: ['days'], values: Float64Array.of(7, 9) },
  } satisfies SnapshotTable;
  assert.deepEqual(bytes, encodeSnapshot(others));
});

test('a snapshot of an earlier release keeps its format', () => {
  const before = readFileSync(join(import.meta.dirname, 'fixtures', 'format-1.arrow'));
  const after = decodeSnapshot(withoutRows(before, (row) => row !== 0));
  const { subjects, contacts, values, labels, subjectKey } = decodeSnapshot(before);
  assert.deepEqual(
    [after.subjectKey, after.subjects, after.contacts],
    [subjectKey, subjects.slice(1), contacts.slice(1)],
  );
  assert.deepEqual([after.values, after.labels], [values.slice(2), labels.slice(1)]);
  assert.equal(Buffer.from(withoutRows(before, (row) => row !== 0)).includes('c-1'), false);
});
