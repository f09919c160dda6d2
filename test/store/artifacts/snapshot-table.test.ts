import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
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
  subjectIds: Float64Array.of(3, 9_007_199_254_740_991, 5),
  contacts: ['c-1', '', 'é 🌿'],
  moments: Float64Array.of(1_763_769_600_000, 0, -1),
  labels: Float64Array.of(1, 0, Number.NaN),
  synthetic: [true, false, true],
  values: Float64Array.of(1.5, Number.NaN, -0, 0.25, Number.NaN, Number.NaN),
};

test('a snapshot is read back as it was written', () => {
  assert.deepEqual(decodeSnapshot(encodeSnapshot(table)), table);
});

test('a snapshot without columns for comparison has the same bytes as in earlier releases', () => {
  const hash = createHash('sha256').update(encodeSnapshot(table)).digest('hex');
  assert.equal(hash, '656b886b7f9f24a7e9f03b0ffca68bb75ec512267a5080b0c61639eef71a43c4');
});

test('columns for comparison are kept apart from those for training, and both are found by name', () => {
  const values = Float64Array.of(7, 8, Number.NaN);
  const wider = { ...table, compared: { features: ['retired'], units: ['days'], values } };
  const bytes = encodeSnapshot(wider);
  assert.deepEqual(decodeSnapshot(bytes), wider);
  assert.equal(tableFromIPC(bytes).schema.metadata.get('format_version'), '2');
  assert.deepEqual(
    valuesByName(decodeSnapshot(bytes), ['retired', 'days_since_purchase']),
    Float64Array.of(7, 1.5, 8, -0, Number.NaN, Number.NaN),
  );
  assert.deepEqual(lackingColumns(wider, ['retired', 'gone', 'reply_rate']), ['gone']);
  assert.throws(() => valuesByName(wider, ['gone']), /no column gone/);
});

test('a snapshot without rows keeps its columns', () => {
  const empty: SnapshotTable = {
    ...table,
    subjectIds: new Float64Array(),
    contacts: [],
    moments: new Float64Array(),
    labels: new Float64Array(),
    synthetic: [],
    values: new Float64Array(),
  };
  assert.deepEqual(decodeSnapshot(encodeSnapshot(empty)), empty);
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
      'subject_id: Int64',
      'contact: Utf8',
      'moment: Timestamp<MILLISECOND, UTC>',
      'label: Float64',
      'synthetic: Bool',
      'days_since_purchase: Float64',
      'reply_rate: Float64',
    ],
  );
  assert.equal(arrow.getChild('reply_rate')?.get(0), null);
  assert.equal(arrow.schema.fields[5]?.metadata.get('unit'), 'days');
  assert.partialDeepStrictEqual(Object.fromEntries(arrow.schema.metadata), {
    format: 'perennial-snapshot',
    model: 'churn',
    as_of: table.asOf,
    horizon_days: '30',
  });
});

test('bytes that are not a snapshot are refused', () => {
  for (const bytes of [new Uint8Array(), Buffer.from('ARROW1 but not really'), encodeSnapshot(table).slice(0, 900)]) {
    assert.throws(() => decodeSnapshot(bytes), { code: 'artifact_damaged' });
  }
});

test('columns of different lengths are refused', () => {
  assert.throws(() => encodeSnapshot({ ...table, labels: Float64Array.of(1) }), /3 rows has labels for 1/);
});
