import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tellAlone } from '../../../domain/quality/alone.ts';
import { type ColumnEvidence, type ColumnTimes, findSuspects } from '../../../domain/quality/leakage.ts';
import { hintsAtOutcome } from '../../../domain/quality/leakage-words.ts';
import { createRandom } from '../../../engine/random.ts';

const quiet: ColumnTimes = { ended: 200, filledAfter: 0, changedAfter: 4, open: 300, changedOpen: 6 };
const surely = { error: 0.01 };

type Case = {
  readonly what: string;
  readonly column?: string;
  readonly alone?: ColumnEvidence['alone'];
  readonly times?: Partial<ColumnTimes>;
  /** null: it is no suspect. */
  readonly reason: RegExp | null;
};

/** The public X Education leads gave the first six figures: AUC by column, of 9,240 leads (Kaggle, 'Lead Scoring'). */
const cases: readonly Case[] = [
  {
    what: 'tags that say how it ended',
    column: 'Tags',
    alone: { auc: 0.919, error: 0.003 },
    reason: /alone \(AUC 0.919\)/,
  },
  {
    what: 'a quality that was judged later',
    column: 'Lead Quality',
    alone: { auc: 0.797, error: 0.005 },
    reason: /0.797/,
  },
  {
    what: 'time spent on the website',
    column: 'Total Time Spent on Website',
    alone: { auc: 0.76, error: 0.005 },
    reason: null,
  },
  { what: "the visitor's profile", column: 'Lead Profile', alone: { auc: 0.745, error: 0.005 }, reason: null },
  { what: 'the last activity', column: 'Last Notable Activity', alone: { auc: 0.696, error: 0.006 }, reason: null },
  {
    what: 'a score that tells little',
    column: 'Asymmetrique Activity Score',
    alone: { auc: 0.642, error: 0.006 },
    reason: null,
  },
  { what: 'a column that nobody would suspect by its name', alone: { auc: 0.95, ...surely }, reason: /alone/ },
  { what: 'a strong honest column', alone: { auc: 0.88, ...surely }, reason: null },
  { what: 'a strong column of few leads', alone: { auc: 0.93, error: 0.03 }, reason: null },
  { what: 'a column that copies the outcome of few leads', alone: { auc: 1, error: 0 }, reason: /AUC 1.000/ },
  { what: 'a hinted column of few leads', column: 'Status', alone: { auc: 0.78, error: 0.05 }, reason: null },
  { what: 'too few leads to say', column: 'Tags', alone: null, reason: null },
  {
    what: 'a reason that is filled at the end',
    times: { filledAfter: 150 },
    reason: /^is filled once the outcome is there \(75.0% of 200\)$/,
  },
  {
    what: 'a hinted column that is filled at the end of some',
    column: 'Loss reason',
    times: { filledAfter: 50 },
    reason: /filled/,
  },
  { what: 'an unhinted one of as many', times: { filledAfter: 50 }, reason: null },
  {
    what: 'a stage that changes at the end',
    column: 'Deal Stage',
    times: { changedAfter: 190 },
    reason: /^changes once the outcome is there/,
  },
  { what: 'a column that changes all the time', times: { changedAfter: 190, changedOpen: 250 }, reason: null },
  {
    what: 'a hinted column that changes all the time',
    column: 'Rating',
    times: { changedAfter: 100, changedOpen: 90 },
    reason: null,
  },
  { what: 'a column that changes for every open lead', times: { filledAfter: 150, changedOpen: 300 }, reason: null },
  { what: 'few outcomes with a date', column: 'Tags', times: { ended: 9, filledAfter: 9 }, reason: null },
  { what: 'nothing', reason: null },
];

describe('suspects of leakage', () => {
  for (const { what, column = 'Column', alone = null, times, reason } of cases) {
    it(`are ${reason === null ? 'not ' : ''}found in ${what}`, () => {
      const name = `lead:${column}`;
      const found = findSuspects([{ column: name, alone, times: { ...quiet, ...times } }]);
      assert.deepEqual(
        found.map((each) => each.column),
        reason === null ? [] : [name],
      );
      if (reason !== null) assert.match(found[0]?.reason ?? '', reason);
    });
  }

  it('say every reason', () => {
    const [both] = findSuspects([
      { column: 'lead:Tags', alone: { auc: 0.95, error: 0.01 }, times: { ...quiet, filledAfter: 190 } },
    ]);
    assert.match(both?.reason ?? '', /^tells the outcome alone .*, and is filled once the outcome is there/);
  });
});

describe('a name', () => {
  const hinting = [
    ...['Tags', 'lead_quality', 'leadScore', 'Deal Stage', 'Loss Reason', 'Asymmetrique Activity Index', 'STATUS'],
    ...[
      'Etiquetas',
      'Motivo de pérdida',
      'Puntuación',
      'Situação',
      'Classificação',
      'Qualität',
      'Verlustgrund',
      'Kündigungsgrund',
    ],
    ...['स्थिति', 'लीड गुणवत्ता'],
  ];
  const innocent = [
    'Source',
    'City',
    'Vintage',
    'Country',
    'Company size',
    'Stadt',
    'Ciudad',
    'शहर',
    'Statue',
    'Lead Profile',
  ];
  for (const name of hinting)
    it(`such as ${name} hints at the outcome`, () => assert.equal(hintsAtOutcome(name), true));
  for (const name of innocent) it(`such as ${name} doesn't`, () => assert.equal(hintsAtOutcome(name), false));
});

describe('what a column tells alone', () => {
  const random = createRandom(3);
  const rows = 1000;
  const parts = Array.from({ length: rows }, (_, at) => at % 5);
  const outcomes = Array.from({ length: rows }, () => random.next() < 0.3);
  const aucOf = (values: readonly (number | string | null)[]) => tellAlone(values, outcomes, parts)?.auc ?? Number.NaN;

  it('is nothing for an id', () => assert.equal(aucOf(outcomes.map((_, at) => `id ${at}`)), 0.5));
  it('is nothing for noise', () => {
    assert.ok(Math.abs(aucOf(outcomes.map(() => String(random.integer(8)))) - 0.5) < 0.06);
    assert.ok(Math.abs(aucOf(outcomes.map(() => random.next())) - 0.5) < 0.06);
  });
  it('is everything for a copy, however it is written', () => {
    assert.equal(aucOf(outcomes.map((outcome) => (outcome ? 'sold' : 'open'))), 1);
    assert.equal(aucOf(outcomes.map((outcome) => (outcome ? 'sold' : null))), 1);
    assert.ok(aucOf(outcomes.map((outcome) => (outcome ? 5 : -5) + random.next())) > 0.99);
  });
  it('is what numbers say in the middle, too', () => {
    assert.ok(
      aucOf(outcomes.map((outcome) => (outcome ? 0 : random.next() < 0.5 ? -1 : 1) + 0.1 * random.next())) > 0.9,
    );
  });
  it('is not known where there are few of an outcome', () => {
    assert.equal(
      tellAlone(
        outcomes.map(() => 'a'),
        outcomes.map((_, at) => at < 9),
        parts,
      ),
      null,
    );
  });
});
