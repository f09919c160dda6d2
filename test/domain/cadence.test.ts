import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CadenceName, chooseCadence, decideCadence, type ModelFacts } from '../../domain/cadence.ts';

describe('the cadence', () => {
  const bands: readonly (readonly [leadsAWeek: number, cadence: CadenceName])[] = [
    [0, 'monthly'],
    [49.75, 'monthly'],
    [50, 'biweekly'],
    [75, 'biweekly'],
    [99.75, 'biweekly'],
    [100, 'weekly'],
    [2_000, 'weekly'],
  ];
  for (const [leads, cadence] of bands) {
    it(`of a business that begins with ${leads} new leads a week is ${cadence}, as the guide has it`, () => {
      assert.equal(chooseCadence(leads, null), cadence);
    });
  }

  const held: readonly (readonly [inForce: CadenceName, leadsAWeek: number, cadence: CadenceName])[] = [
    ['weekly', 99.75, 'weekly'],
    ['weekly', 90, 'weekly'],
    ['weekly', 89.75, 'biweekly'],
    ['weekly', 46, 'monthly'],
    ['biweekly', 100, 'weekly'],
    ['biweekly', 99.75, 'biweekly'],
    ['biweekly', 45, 'biweekly'],
    ['biweekly', 44.75, 'monthly'],
    ['monthly', 49.75, 'monthly'],
    ['monthly', 50, 'biweekly'],
    ['monthly', 100, 'weekly'],
  ];
  for (const [inForce, leads, cadence] of held) {
    it(`in force as ${inForce} is ${cadence} at ${leads} new leads a week`, () => {
      assert.equal(chooseCadence(leads, inForce), cadence);
    });
  }

  it('does not flap at 98 to 103 leads a week: it changes once', () => {
    const chosen: CadenceName[] = [];
    for (const leads of [98, 101, 99, 98, 103, 98.5, 100, 99]) chosen.push(chooseCadence(leads, chosen.at(-1) ?? null));
    assert.deepEqual(chosen, ['biweekly', ...Array<CadenceName>(7).fill('weekly')]);
  });
});

describe('a firing', () => {
  const firedAt = new Date('2026-11-22T02:00:20Z');
  const daysAgo = (days: number) => new Date(firedAt.getTime() - days * 86_400_000);

  const turns: readonly {
    readonly title: string;
    readonly leadsAWeek: number;
    readonly facts: Omit<ModelFacts, 'model'>;
    readonly train: boolean;
    readonly reason: RegExp;
  }[] = [
    {
      title: 'trains a model that was never trained',
      leadsAWeek: 0,
      facts: { trainedAt: null, changes: null, gap: null },
      train: true,
      reason: /it never was before/,
    },
    {
      title: 'trains every week at 100 leads a week',
      leadsAWeek: 100,
      facts: { trainedAt: daysAgo(7), changes: 10, gap: null },
      train: true,
      reason: /10 labels are new or changed since its run of 2026-11-15/,
    },
    {
      title: 'trains at 100 leads a week even two days after a manual run, if enough is new',
      leadsAWeek: 100,
      facts: { trainedAt: daysAgo(2), changes: 30, gap: null },
      train: true,
      reason: /30 labels/,
    },
    {
      title: 'skips every second week at 60 leads a week',
      leadsAWeek: 60,
      facts: { trainedAt: daysAgo(7), changes: 500, gap: null },
      train: false,
      reason: /due again in 1 week$/,
    },
    {
      title: 'trains every second week at 60 leads a week, even if the last firing came some minutes later in its week',
      leadsAWeek: 60,
      facts: { trainedAt: daysAgo(13.99), changes: 500, gap: null },
      train: true,
      reason: /500 labels/,
    },
    {
      title: 'skips the third week at 20 leads a week',
      leadsAWeek: 20,
      facts: { trainedAt: daysAgo(21), changes: 500, gap: null },
      train: false,
      reason: /due again in 1 week$/,
    },
    {
      title: 'trains every fourth week at 20 leads a week',
      leadsAWeek: 20,
      facts: { trainedAt: daysAgo(28), changes: 500, gap: null },
      train: true,
      reason: /500 labels/,
    },
    {
      title: 'trains every week at 20 leads a week while the world is known to have changed within the usual window',
      leadsAWeek: 20,
      facts: { trainedAt: daysAgo(7), changes: 12, gap: null, changedAt: daysAgo(20) },
      train: true,
      reason: /12 labels .* and the world changed about 2026-11-02$/,
    },
    {
      title: 'skips a model with fewer than 10 new or changed labels',
      leadsAWeek: 100,
      facts: { trainedAt: daysAgo(7), changes: 9, gap: null },
      train: false,
      reason: /9 labels are new or changed since its run of 2026-11-15, fewer than 10$/,
    },
    {
      title: 'trains a model whose last training set is gone',
      leadsAWeek: 100,
      facts: { trainedAt: daysAgo(7), changes: null, gap: null },
      train: true,
      reason: /is gone/,
    },
    {
      title: 'skips a model whose newest labels reach into a time in which no data arrived',
      leadsAWeek: 100,
      facts: { trainedAt: daysAgo(7), changes: 500, gap: 'no CRM data has arrived since 2026-11-10 09:00 UTC' },
      train: false,
      reason: /^no CRM data has arrived since 2026-11-10 09:00 UTC, and its newest labels reach into that time$/,
    },
  ];
  for (const { title, leadsAWeek, facts, train, reason } of turns) {
    it(title, () => {
      const verdict = decideCadence({ firedAt, leadsAWeek, inForce: null, models: [{ model: 'churn', ...facts }] }, 10);
      const [model] = verdict.models;
      assert.equal(model?.train, train);
      assert.match(model?.reason ?? '', reason);
    });
  }

  it('reports the cadence, why it is kept, and the turn of each model', () => {
    const verdict = decideCadence(
      {
        firedAt,
        leadsAWeek: 98.25,
        inForce: 'weekly',
        models: [
          { model: 'lead_scoring', trainedAt: daysAgo(7), changes: 40, gap: null },
          { model: 'churn', trainedAt: daysAgo(7), changes: 1, gap: null },
        ],
      },
      10,
    );
    assert.equal(
      verdict.reason,
      'At 98.3 new leads a week over the last 4 weeks training is weekly, as before: it stays weekly down to 90. ' +
        'lead_scoring is trained: 40 labels are new or changed since its run of 2026-11-15. ' +
        'churn is not trained: 1 label is new or changed since its run of 2026-11-15, fewer than 10.',
    );
  });
});
