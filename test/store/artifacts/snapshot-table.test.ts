import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import {
  decodeSnapshot,
  encodeSnapshot,
  lackingColumns,
  type SnapshotTable,
  valuesByName,
} from '../../../store/artifacts/snapshot-table.ts';

const table: SnapshotTable = {
  model: 'churn',
  asOf: '2026-11-22T00:00:00.000Z',
  horizonDays: 30,
  features: ['days_since_purchase', 'reply_rate'],
  units: ['days', 'share'],
  subjects: ['l-3', 'l-é 🌿', 'l-5'],
  contacts: ['c-1', '', 'é 🌿'],
  moments: Float64Array.of(1_763_769_600_000, 0, -1),
  labels: Float64Array.of(1, 0, Number.NaN),
  values: Float64Array.of(1.5, Number.NaN, -0, 0.25, Number.NaN, Number.NaN),
};

test('a snapshot is read back as it was written', () => {
  assert.deepEqual(decodeSnapshot(encodeSnapshot(table)), { ...table, subjectKey: 'external_id' });
});

test('a snapshot of format 2 keeps its bytes', () => {
  const hash = createHash('sha256').update(encodeSnapshot(table)).digest('hex');
  assert.equal(hash, '55388c354adbf0376408b816755f0d693812cfb6e980605b29e3cb217a7bee05');
});

describe('a snapshot of an earlier release', () => {
  /** The rows of both fixtures; 9,007,199,254,740,991 is the greatest whole number that a double holds. */
  const earlier = { ...table, subjectKey: 'id', subjects: ['3', '9007199254740991', '5'] };
  const retired = { features: ['retired'], units: ['days'], values: Float64Array.of(7, 8, Number.NaN) };
  const read = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));

  it('is read in format 1, its subjects being ids of its database', () => {
    assert.deepEqual(decodeSnapshot(read('format-1.arrow')), earlier);
  });

  it('is read with columns for comparison, which called itself format 2 as well', () => {
    const bytes = read('format-2-with-ids.arrow');
    assert.equal(tableFromIPC(bytes).schema.metadata.get('format_version'), '2');
    assert.deepEqual(decodeSnapshot(bytes), { ...earlier, compared: retired });
  });
});

test('columns for comparison are kept apart from those for training, and both are found by name', () => {
  const values = Float64Array.of(7, 8, Number.NaN);
  const wider = { ...table, compared: { features: ['retired'], units: ['days'], values } };
  const bytes = encodeSnapshot(wider);
  assert.deepEqual(decodeSnapshot(bytes), { ...wider, subjectKey: 'external_id' });
  assert.equal(tableFromIPC(bytes).schema.metadata.get('format_version'), '2');
  assert.deepEqual(
    valuesByName(decodeSnapshot(bytes), ['retired', 'days_since_purchase']),
    Float64Array.of(7, 1.5, 8, -0, Number.NaN, Number.NaN),
  );
  assert.deepEqual(lackingColumns(wider, ['retired', 'gone', 'reply_rate']), ['gone']);
  assert.throws(() => valuesByName(wider, ['gone']), /no column gone/);
});

test('attributes are kept as they were imported, dictionaries for texts, beside columns for comparison', () => {
  const source = { name: 'lead:Source', kind: 'category', texts: ['Google', null, 'é 🌿'] } as const;
  const size = { name: 'contact:size', kind: 'number', numbers: Float64Array.of(10, Number.NaN, 0.5) } as const;
  const city = { name: 'contact:city', kind: 'category', texts: ['', 'Köln', ''] } as const;
  const none = { features: [], units: [], values: new Float64Array(), attributes: [city] };
  const wider = { ...table, attributes: [source, size], compared: none };
  const bytes = encodeSnapshot(wider);
  assert.deepEqual(decodeSnapshot(bytes), { ...wider, subjectKey: 'external_id' });
  assert.deepEqual(encodeSnapshot(decodeSnapshot(bytes)), bytes);
  const arrow = tableFromIPC(bytes);
  assert.deepEqual(arrow.getChild('lead:Source')?.toJSON(), ['Google', null, 'é 🌿']);
  assert.equal(arrow.schema.metadata.get('format_version'), '3');
  assert.deepEqual(lackingColumns(wider, ['lead:Source', 'contact:city', 'lead:gone']), ['lead:gone']);
});

test('a snapshot without rows keeps its columns', () => {
  const empty: SnapshotTable = {
    ...table,
    subjects: [],
    contacts: [],
    moments: new Float64Array(),
    labels: new Float64Array(),
    values: new Float64Array(),
    attributes: [{ name: 'lead:Source', kind: 'category', texts: [] }],
  };
  assert.deepEqual(decodeSnapshot(encodeSnapshot(empty)), { ...empty, subjectKey: 'external_id' });
});

test('the same snapshot has the same bytes, whatever the bits of its NaN values', () => {
  const values = Float64Array.from(table.values);
  new DataView(values.buffer).setBigUint64(8, 0xfff8000000000123n, true);
  assert.deepEqual(encodeSnapshot({ ...table, values }), encodeSnapshot(table));
});

test('other tools find typed columns, nulls, units and metadata', () => {
  const arrow = tableFromIPC(encodeSnapshot(table));
  assert.deepEqual(
    arrow.schema.fields.map((field) => `${field.name}: ${field.type}`),
    [
      'subject: Utf8',
      'contact: Utf8',
      'moment: Timestamp<MILLISECOND, UTC>',
      'label: Float64',
      'days_since_purchase: Float64',
      'reply_rate: Float64',
    ],
  );
  assert.equal(arrow.getChild('reply_rate')?.get(0), null);
  assert.equal(arrow.schema.fields[4]?.metadata.get('unit'), 'days');
  assert.partialDeepStrictEqual(Object.fromEntries(arrow.schema.metadata), {
    format: 'perennial-snapshot',
    format_version: '2',
    model: 'churn',
    as_of: table.asOf,
    horizon_days: '30',
  });
});

test('bytes that are not a snapshot are refused', () => {
  for (const bytes of [new Uint8Array(), Buffer.from('ARROW1 but not really'), encodeSnapshot(table).slice(0, 700)]) {
    assert.throws(() => decodeSnapshot(bytes), { code: 'artifact_damaged' });
  }
});

test('columns of different lengths are refused', () => {
  assert.throws(() => encodeSnapshot({ ...table, labels: Float64Array.of(1) }), /3 rows has labels for 1/);
});
