import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AttributeReport } from '../../../domain/attributes.ts';
import type { Measurement } from '../../../domain/monitoring/measurement.ts';
import { checks, judgeQuality, requireReady } from '../../../domain/quality/checks.ts';
import type { FeatureProfile, QualityFacts, TableProfile } from '../../../domain/quality/facts.ts';
import type { Finding, FindingStatus } from '../../../domain/quality/finding.ts';

const feature: FeatureProfile = {
  ...{ name: 'reply_rate', nullShare: 0, unique: 40, constant: false, outliers: 0, alone: 0.4 },
  ...{ mean: 0.4, deviation: 0.2, minimum: 0, median: 0.4, maximum: 1 },
};
const profile: TableProfile = {
  ...{
    rows: 400,
    samples: 400,
    positives: 180,
    duplicates: 0,
    newest: '2026-11-20T00:00:00Z',
    oldest: '2026-06-20T00:00:00Z',
  },
  label: { mean: 0.45, deviation: 0.5, minimum: 0, maximum: 1 },
  features: [feature],
  drift: null,
};
const healthy: QualityFacts = {
  ...{ model: 'churn', task: 'classification', minimum: { samples: 100, perClass: 10 }, horizonDays: 30 },
  asOf: new Date('2026-11-22T00:00:00Z'),
  counts: { contacts: 500, leads: 300, conversations: 200 },
  labels: { rows: 400, samples: 400, positives: 180, deviation: 0.5 },
  ...{ profile, conversions: null, gap: null },
  needs: [{ feature: 'reply_rate', wake: 'import messages', present: true }],
};
const leads: QualityFacts = {
  ...{ ...healthy, model: 'lead_scoring', task: 'regression', minimum: { samples: 100 } },
  labels: { rows: 400, samples: 400, positives: 0, deviation: 30 },
  conversions: { converted: 90, others: 310, followed: 80, within: 0.95, mostDays: 21 },
};
const drift: Measurement = {
  ...{ source: 'drift' as const, metric: 'psi', segment: 'feature=reply_rate', value: 0.1, noise: 0.2 },
  ...{ low: null, high: null, samples: 400, reason: null },
};

function table(more: Partial<TableProfile>): Pick<QualityFacts, 'profile'> {
  return { profile: { ...profile, ...more } };
}

function column(more: Partial<FeatureProfile>): Pick<QualityFacts, 'profile'> {
  return table({ features: [{ ...feature, ...more }] });
}

function attributes(more: Partial<AttributeReport>): Pick<QualityFacts, 'attributes'> {
  return { attributes: { used: [], leftOut: [], suspects: [], off: false, ...more } };
}

type Case = {
  readonly check: keyof typeof checks;
  readonly what: string;
  readonly of?: QualityFacts;
  readonly triggers: Partial<QualityFacts>;
  readonly passes: Partial<QualityFacts>;
  readonly status: FindingStatus;
  readonly message: RegExp;
  readonly value: number;
  readonly limit: number;
  readonly missing?: number;
};

const cases: readonly Case[] = [
  {
    ...{ check: 'records', what: 'too few contacts', value: 99, limit: 100, missing: 1, status: 'warning' },
    triggers: { counts: { ...healthy.counts, contacts: 99 } },
    passes: { counts: { ...healthy.counts, contacts: 100 } },
    message: /99 contacts: 1 more contact for the 100/,
  },
  {
    ...{ check: 'records', what: 'too few leads', of: leads, value: 63, limit: 100, missing: 37, status: 'warning' },
    triggers: { counts: { ...healthy.counts, leads: 63 } },
    passes: { counts: { ...healthy.counts, leads: 100 } },
    message: /63 leads: 37 more leads/,
  },
  {
    ...{ check: 'conversations', what: 'too few conversations', value: 49, limit: 50, missing: 1, status: 'warning' },
    triggers: { counts: { ...healthy.counts, conversations: 49 } },
    passes: { counts: { ...healthy.counts, conversations: 50 } },
    message: /49 conversations/,
  },
  {
    ...{
      check: 'samples',
      what: 'fewer samples than the minimum',
      value: 63,
      limit: 100,
      missing: 37,
      status: 'refusal',
    },
    triggers: { labels: { rows: 63, samples: 63, positives: 30, deviation: 0.5 } },
    passes: {},
    message: /63 samples, 100 needed: 37 more contacts/,
  },
  {
    ...{ check: 'samples', what: 'few samples', value: 199, limit: 200, missing: 1, status: 'warning' },
    triggers: { labels: { rows: 199, samples: 199, positives: 90, deviation: 0.5 } },
    passes: { labels: { rows: 200, samples: 200, positives: 90, deviation: 0.5 } },
    message: /199 samples: 200 or more make a reliable model/,
  },
  {
    ...{ check: 'classes', what: 'a class that hardly occurs', value: 9, limit: 10, missing: 1, status: 'refusal' },
    triggers: { labels: { rows: 400, samples: 400, positives: 391, deviation: 0.1 } },
    passes: { labels: { rows: 400, samples: 400, positives: 390, deviation: 0.1 } },
    message: /391 positive and 9 negative samples, 10 of each needed: 1 more contact who stayed/,
  },
  {
    ...{ check: 'spread', what: 'labels that are all the same', of: leads, value: 0, limit: 1e-9, status: 'refusal' },
    triggers: { labels: { rows: 400, samples: 400, positives: 0, deviation: 0 } },
    passes: {},
    message: /all the same/,
  },
  {
    ...{
      check: 'conversions',
      what: 'few conversions',
      of: leads,
      value: 3,
      limit: 30,
      missing: 27,
      status: 'warning',
    },
    triggers: { conversions: { ...leads.conversions, converted: 3 } as QualityFacts['conversions'] },
    passes: { conversions: { ...leads.conversions, converted: 30 } as QualityFacts['conversions'] },
    message: /3 conversions, 310 leads that did not convert: 27 more conversions/,
  },
  {
    ...{ check: 'conversions', what: 'few leads that did not convert', of: leads, value: 29, limit: 30, missing: 1 },
    ...{ status: 'warning' },
    triggers: { conversions: { ...leads.conversions, others: 29 } as QualityFacts['conversions'] },
    passes: { conversions: { ...leads.conversions, others: 30 } as QualityFacts['conversions'] },
    message: /1 more lead that did not convert/,
  },
  {
    ...{ check: 'balance', what: 'unbalanced classes', value: 0.075, limit: 0.1, status: 'warning' },
    triggers: { labels: { rows: 400, samples: 400, positives: 30, deviation: 0.3 } },
    passes: { labels: { rows: 400, samples: 400, positives: 40, deviation: 0.3 } },
    message: /unbalanced: the smaller class is 7\.5%/,
  },
  {
    ...{ check: 'duplicates', what: 'duplicates', value: 41 / 400, limit: 0.1, status: 'warning' },
    triggers: table({ duplicates: 41 }),
    passes: table({ duplicates: 40 }),
    message: /41 of 400 rows repeat/,
  },
  {
    ...{ check: 'recency', what: 'old data', value: 325, limit: 180, status: 'warning' },
    triggers: table({ newest: '2026-01-01T00:00:00Z' }),
    passes: table({ newest: '2026-05-26T00:00:00Z' }),
    message: /325 days older/,
  },
  {
    ...{ check: 'nulls', what: 'missing values', value: 0.6, limit: 0.5, status: 'warning' },
    triggers: column({ nullShare: 0.6 }),
    passes: column({ nullShare: 0.5 }),
    message: /mostly missing: reply_rate/,
  },
  {
    ...{ check: 'dead_features', what: 'a feature without variation', value: 1, limit: 0, status: 'warning' },
    triggers: column({ constant: true }),
    passes: {},
    message: /without any variation: 1 of 1 features: the same in every row \(reply_rate\)/,
  },
  {
    ...{ check: 'dead_features', what: 'a feature whose table is empty', value: 1, limit: 0, status: 'warning' },
    triggers: {
      ...column({ constant: true, nullShare: 1 }),
      needs: [{ feature: 'reply_rate', wake: 'import messages', present: false }],
    },
    passes: {},
    message: /1 of 1 features: import messages \(reply_rate\)/,
  },
  {
    ...{ check: 'outliers', what: 'outliers', value: 21 / 400, limit: 0.05, status: 'warning' },
    triggers: column({ outliers: 21 }),
    passes: column({ outliers: 20 }),
    message: /many outliers: reply_rate/,
  },
  {
    ...{
      check: 'leakage',
      what: 'a feature that orders the labels alone',
      value: 0.97,
      limit: 0.95,
      status: 'warning',
    },
    triggers: column({ alone: 0.97 }),
    passes: column({ alone: 0.94 }),
    message: /reply_rate orders the labels alone \(97\.0%\)/,
  },
  {
    ...{ check: 'leakage', what: 'a suspect that another part found', value: 0.4, limit: 0.95, status: 'warning' },
    triggers: attributes({
      suspects: [{ name: 'lead:tags', reason: 'changes once the outcome is there', used: false }],
    }),
    passes: {},
    message: /lead:tags changes once the outcome is there/,
  },
  {
    ...{ check: 'attributes', what: 'columns that all tell nothing', value: 0, limit: 30, status: 'warning' },
    triggers: attributes({ leftOut: [{ name: 'lead:Id', reason: 'almost every row has a text of its own' }] }),
    passes: attributes({ used: [{ name: 'lead:Source', kind: 'category', coverage: 1 }] }),
    message: /^left out: lead:Id \(almost every row has a text of its own\)$/,
  },
  {
    ...{ check: 'drift', what: 'a changed feature', value: 0.4, limit: 0.25, status: 'warning' },
    triggers: table({ drift: [{ ...drift, value: 0.4 }] }),
    passes: table({ drift: [drift, { ...drift, value: 0.3, noise: 0.35 }] }),
    message: /changed since the champion's training set: reply_rate/,
  },
  {
    ...{ check: 'horizon', what: 'conversions that take longer', of: leads, value: 0.6, limit: 0.8, status: 'warning' },
    triggers: { conversions: { ...leads.conversions, within: 0.6, mostDays: 61.2 } as QualityFacts['conversions'] },
    passes: {},
    message: /60\.0% of the conversions come within the horizon of 30 days; 90\.0% take up to 62 days/,
  },
  {
    ...{ check: 'gap', what: 'a time without data', value: 1, limit: 0, status: 'warning' },
    triggers: { gap: 'no CRM data arrived from 2026-11-01 00:00 to 2026-11-09 00:00 UTC' },
    passes: {},
    message: /labels that reach into that time may be wrong/,
  },
];

function found(facts: QualityFacts, check: string): Finding | undefined {
  return judgeQuality(facts).find((finding) => finding.check === check);
}

describe('the checks of quality', () => {
  for (const { check, what, of = healthy, triggers, passes, status, message, value, limit, missing } of cases) {
    it(`name ${what} with number, limit and remedy, and nothing else`, () => {
      const finding = found({ ...of, ...triggers }, check);
      assert.equal(finding?.status, status);
      assert.match(finding?.message ?? '', message);
      assert.deepEqual([finding?.value, finding?.limit, finding?.missing], [value, limit, missing]);
      assert.ok((finding?.remedy ?? '').length > 10);
    });

    it(`say nothing against data without ${what}`, () => {
      assert.equal(found({ ...of, ...passes }, check)?.status, 'ok');
    });
  }

  it('are each triggered by a case here', () => {
    assert.deepEqual([...new Set(cases.map(({ check }) => check))].sort(), Object.keys(checks).sort());
  });

  it('find nothing in healthy data', () => {
    for (const facts of [healthy, leads]) {
      assert.deepEqual(
        judgeQuality(facts).filter(({ status }) => status !== 'ok'),
        [],
      );
    }
  });

  it('judge counts alone where there is no row to look at', () => {
    const empty = { ...healthy, labels: { rows: 0, samples: 0, positives: 0, deviation: 0 }, profile: null };
    const names = judgeQuality(empty).map(({ check }) => check);
    assert.deepEqual(names, ['records', 'conversations', 'samples', 'classes', 'gap']);
  });

  it('ask for no conversations where columns of the business tell about leads', () => {
    const counts = { ...leads.counts, conversations: 0 };
    const used = attributes({ used: [{ name: 'lead:Source', kind: 'category', coverage: 1 }] });
    const statusOf = (facts: QualityFacts) => found({ ...facts, counts }, 'conversations')?.status;
    assert.deepEqual([statusOf(leads), statusOf({ ...leads, ...used })], ['warning', 'ok']);
    assert.equal(statusOf({ ...healthy, ...used }), 'warning');
  });

  it('say too little is known of the time to conversion, instead of judging by a few', () => {
    const conversions = { ...leads.conversions, followed: 19, within: 0.1 } as QualityFacts['conversions'];
    const finding = found({ ...leads, conversions }, 'horizon');
    assert.deepEqual([finding?.status, finding?.value], ['ok', null]);
  });

  it('end a training with the code, the numbers and the remedy of what they refuse', () => {
    const few = { ...healthy, labels: { rows: 63, samples: 63, positives: 30, deviation: 0.5 } };
    assert.throws(() => requireReady(few, judgeQuality(few)), {
      code: 'not_enough_training_data',
      message: /63 samples, 100 needed/,
      details: { model: 'churn', check: 'samples', found: 63, needed: 100, missing: 37 },
    });
    const flat = { ...leads, labels: { rows: 400, samples: 400, positives: 0, deviation: 0 } };
    assert.throws(() => requireReady(flat, judgeQuality(flat)), { code: 'invalid_training_data' });
    assert.doesNotThrow(() => requireReady(healthy, judgeQuality(healthy)));
  });
});
