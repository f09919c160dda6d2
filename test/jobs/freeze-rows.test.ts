import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { type RowWithTexts, withValues } from '../../control/read-attributes.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import { createRandom, type Random } from '../../engine/random.ts';
import type { FreezeInput, FrozenRows } from '../../jobs/freeze/freeze-input.ts';
import { createThreadPool } from '../../jobs/pool.ts';
import { chooseAttributes, tableOfRows } from '../../models/attributes/choose-attributes.ts';
import { outcomeOfLabel } from '../../models/attributes/outcome-of-label.ts';
import { type FeatureRow, toTable } from '../../store/artifacts/feature-rows.ts';
import { encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { copied, type Field } from './copied.ts';

const pool = createThreadPool(createLogger('test-freeze', 'silent'), 1);
after(() => pool.close());
const signal = new AbortController().signal;

/** More than a block of rows (`row-spool.ts`) and less, its end not on a byte of a bitmap. */
const sizes = [1, 64, 901, 8_201];
const cities = ['São Paulo', 'Kraków', '東京', ' Rio  de Janeiro', 'null', 'n/a', 'Zürich 🏔'];

type Row = Pick<FeatureRow, 'subject' | 'contact' | 'moment' | 'label' | 'synthetic'> & {
  readonly attributes: Record<string, string> | null;
  readonly values: Readonly<Record<string, number | null>>;
};

function randomTraining(size: number, random: Random) {
  const pick = <T>(items: readonly T[]) => items[random.integer(items.length)];
  const columns = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `${prefix}_${at}`, unit: 'days' }));
  const [trained, compared] = [columns('f', 1 + random.integer(4)), columns('c', random.integer(3))];
  const names = random.next() < 0.2 ? [] : ['lead:City', 'lead:Budget', 'contact:Note', 'lead:Old', 'lead:Gone'];
  const rows: Row[] = [];
  while (rows.length < size) {
    const subject = `l${String(rows.length).padStart(9, '0')}-${pick(cities)}`;
    const contact = `c-${random.integer(size)}`;
    const moments = 1 + random.integer(3);
    for (let at = 0; at < moments && rows.length < size; at++) {
      const texts: Record<string, string> = {};
      if (random.next() < 0.8) texts['lead:City'] = pick(cities);
      if (random.next() < 0.7) texts['lead:Budget'] = random.next() < 0.02 ? 'much' : `${random.integer(90)},5`;
      if (random.next() < 0.5) texts['contact:Note'] = `called "again" \\ about ${random.integer(10 * size)}`;
      if (random.next() < 0.4) texts['lead:Old'] = pick(['yes', 'no']);
      const value = () => pick([null, 0, -0, random.normal(), Math.round(random.normal()), Number.NaN]);
      rows.push({
        subject,
        contact,
        moment: new Date(Date.UTC(1999, 11, 1) + random.integer(9e8) * 1_000 + at),
        label: pick([0, 1, 80, 12.5]),
        synthetic: size % 2 === 0 && random.next() < 0.1,
        attributes: names.length === 0 ? null : texts,
        values: Object.fromEntries([...trained, ...compared].map(({ name }) => [name, value()])),
      });
    }
  }
  return { trained, compared, names, rows };
}

type Training = ReturnType<typeof randomTraining>;

function pieces({ trained, compared, names, rows }: Training, random: Random): Buffer[] {
  const number = (value: number | null): Field => (value === null ? null : { type: 'double', value });
  const bytes = copied(
    rows.map((row, at): Field[] => [
      { type: 'bigint', value: at },
      { type: 'text', value: row.contact },
      { type: 'moment', value: row.moment.getTime() },
      number(row.label),
      { type: 'boolean', value: row.synthetic },
      { type: 'text', value: row.subject },
      ...[...trained, ...compared].map(({ name }) => number(row.values[name])),
      ...(names.length === 0 ? [] : [{ type: 'jsonb', value: JSON.stringify(row.attributes) } as const]),
    ]),
  );
  const cut: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.integer(random.next() < 0.5 ? 30 : 60_000);
    cut.push(bytes.subarray(at, at + length));
    at += length;
  }
  return cut;
}

async function freeze(input: Omit<FreezeInput, 'rows' | 'folder'>, sent: readonly Buffer[]): Promise<FrozenRows> {
  const { port1, port2 } = new MessageChannel();
  const frozen = pool.run(
    'freezeRows',
    { ...input, folder: temporaryFolder(), rows: port2 },
    { signal, transfer: [port2] },
  );
  for (const piece of sent) port1.postMessage(piece);
  port1.postMessage(null);
  return await frozen.finally(() => port1.close());
}

describe('rows that a thread freezes as they come', () => {
  for (const [seed, size] of sizes.entries()) {
    it(`give the bytes of a snapshot that was whole in memory: ${size} rows`, async () => {
      const random = createRandom(seed);
      const training = randomTraining(size, random);
      const { trained, compared, names } = training;
      const rows = training.rows.map(({ values, ...row }) => ({ ...row, ...values }) as unknown as RowWithTexts);
      const asOf = new Date('2026-11-22T00:00:00Z');
      const options = { off: false, withSuspects: [] };
      const ofChampion = [
        { name: 'lead:Old', table: 'lead', column: 'Old', kind: 'category' },
        { name: 'lead:Gone', table: 'lead', column: 'Gone', kind: 'category' },
        { name: 'lead:Budget', table: 'lead', column: 'Budget', kind: 'number' },
      ] as const;
      const champion = names.length === 0 ? [] : ofChampion;
      const candidates = names.filter((name) => name !== 'lead:Gone');
      const model = size % 2 === 0 ? 'lead_scoring' : 'churn';
      const found = await freeze(
        {
          ...{ model, asOf: asOf.toISOString(), horizonDays: 30, testSize: 0.2, trained, compared },
          attributes: {
            read: names,
            candidates,
            ofChampion: champion,
            times: new Map(),
            options,
            labelSource: 'rating',
          },
        },
        pieces(training, random),
      );
      const isOutcome = outcomeOfLabel(model, 'rating', () => rows.map(({ label }) => label));
      const chosen = chooseAttributes(candidates, tableOfRows(rows), isOutcome, new Map(), options);
      const others = champion.filter((each) => !chosen.attributes.some(({ name }) => name === each.name));
      const values = withValues(rows, [...chosen.attributes, ...others]);
      const attributes = { trained: chosen.attributes, compared: others };
      const bytes = encodeSnapshot(toTable(model, { trained, compared, attributes }, values, asOf, 30));
      assert.ok(readFileSync(found.file).equals(bytes), 'the same bytes');
      assert.deepEqual([found.rows, found.byteCount, found.report], [size, bytes.byteLength, chosen.report]);
      const first = [...new Map(rows.toReversed().map((row) => [row.subject, row])).values()];
      const held = <Row extends { contact: string }>(some: readonly Row[]) =>
        some.filter(({ contact }) => isHeldOut(contact, 0.2)).length;
      assert.deepEqual(
        [found.samples, found.positives, found.held, found.synthetic],
        [
          first.length,
          first.filter(({ label }) => label === 1).length,
          { subjects: held(first), rows: held(rows) },
          rows.some(({ synthetic }) => synthetic),
        ],
      );
    });
  }

  it('are none where none come', async () => {
    const nothing = { read: [], candidates: [], ofChampion: [], times: new Map(), labelSource: null };
    const { rows, samples } = await freeze(
      {
        ...{ model: 'churn', asOf: '2026-11-22T00:00:00.000Z', horizonDays: 30, testSize: 0.2 },
        ...{ trained: [{ name: 'a', unit: '1' }], compared: [] },
        attributes: { ...nothing, options: { off: false, withSuspects: [] } },
      },
      [copied([])],
    );
    assert.deepEqual([rows, samples], [0, 0]);
  });
});
