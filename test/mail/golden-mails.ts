import { type CauseKind, type DiagnosisFacts, diagnose } from '../../domain/alerts/diagnosis.ts';
import type { Notice } from '../../domain/alerts/incident.ts';
import type { ObservationSource, Reading } from '../../domain/alerts/observation.ts';
import { type AlertRule, findRule } from '../../domain/alerts/rules.ts';
import type { ServingVersion } from '../../domain/degradation.ts';
import type { ModelName } from '../../domain/models.ts';
import { type AlertNotice, composeAlert } from '../../mail/compose-alert.ts';
import { composeDigest } from '../../mail/compose-digest.ts';
import { composeNews } from '../../mail/compose-news.ts';
import type { NewMail } from '../../store/alerts/mails.ts';

export type GoldenMail = {
  readonly name: string;
  readonly mail: NewMail;
  readonly rules: readonly string[];
  readonly causes: readonly CauseKind[];
};

const now = new Date('2026-11-22T05:00:00Z');
const to = { recipient: 'operator@example.org', dashboardUrl: 'https://crm.example.org' };
const day = 86_400_000;

function version(id: number, name: string, deployedAt: string, metrics: ServingVersion['metrics']): ServingVersion {
  const intervals = Object.fromEntries(
    Object.entries(metrics).map(([metric, value]) => {
      const half = Math.abs(value ?? 0) * 0.1;
      return [metric, { low: (value ?? 0) - half, high: (value ?? 0) + half }];
    }),
  );
  return { id, name, deployedAt: new Date(deployedAt), metrics, intervals };
}

const leads = version(7, '2026-08-02.1', '2026-08-02T02:10:00Z', { mae: 8.1, r2: 0.86 });
const worse = version(9, '2026-10-11.1', '2026-10-11T02:10:00Z', { mae: 25.1, r2: -0.13 });
const churn = version(3, '2026-09-06.1', '2026-09-06T02:10:00Z', { accuracy: 0.66, skill: 0.08 });

/** Daily windows to `now`, of one version or of two that followed each other. */
function series(values: readonly number[], limit: number, versions: readonly number[], spread: number): Reading[] {
  return values.map((value, at) => ({
    value,
    low: value - spread,
    high: value + spread,
    limit,
    window: new Date(Date.parse('2026-11-22T00:00:00Z') - (values.length - 1 - at) * day).toISOString(),
    versionId: versions[Math.floor((at * versions.length) / values.length)] ?? 0,
  }));
}

type Case = {
  readonly name: string;
  readonly model: ModelName | null;
  readonly source: ObservationSource;
  readonly figures: readonly {
    readonly rule: string;
    readonly readings?: readonly Reading[];
    readonly detail?: string;
  }[];
  readonly notice?: Notice;
  readonly serving?: ServingVersion;
  readonly previous?: ServingVersion;
  readonly gap?: string;
  readonly noticed?: readonly string[];
  readonly answer?: string;
  readonly facts?: readonly (readonly [string, string])[];
};

const rising = [8.2, 8.4, 8, 8.6, 9.1, 11.8, 14.2, 16.9, 19.3];
const cases: readonly Case[] = [
  {
    ...{ name: 'mae-world-changed', model: 'lead_scoring', source: 'live', serving: leads },
    figures: [
      { rule: 'mae_high', readings: series(rising, 15, [7], 1.4) },
      { rule: 'r2_very_low', readings: series([0.84, 0.85, 0.83, 0.7, 0.55, 0.41], 0.7, [7], 0.08) },
    ],
    answer: 'Perennial trains the model again unless it did so recently.',
    noticed: ['feature=campaign has drifted: PSI 0.31.'],
    facts: [
      ['Version', '2026-08-02.1'],
      ['Day', '2026-11-22'],
      ['Samples', '64'],
    ],
  },
  {
    ...{ name: 'mae-bad-deployment', model: 'lead_scoring', source: 'live', serving: worse, previous: leads },
    figures: [{ rule: 'mae_high', readings: series([8.2, 8.4, 8, 24, 25.1, 24.6], 15, [7, 9], 1.4) }],
  },
  {
    ...{ name: 'forced-deployment', model: 'lead_scoring', source: 'training', serving: worse, previous: leads },
    figures: [
      { rule: 'mae_high', readings: series([25.1], 15, [9], 2.2) },
      { rule: 'r2_very_low', readings: series([-0.13], 0.7, [9], 0.2) },
    ],
    noticed: ['The labels of this run were shuffled on purpose, to show that the gate refuses.'],
  },
  {
    ...{ name: 'accuracy-weak', model: 'churn', source: 'live', serving: churn },
    figures: [{ rule: 'accuracy_low', readings: series([0.66, 0.65, 0.63], 0.7, [3], 0.05) }],
  },
  {
    ...{
      name: 'own-evaluation',
      model: 'lead_scoring',
      source: 'live',
      serving: { ...leads, metrics: { mae: 17, r2: 0.4 } },
    },
    figures: [
      { rule: 'mae_own', readings: series([17, 17.4, 21.8], 18.7, [7], 1.9) },
      { rule: 'r2_own', readings: series([0.4, 0.39, 0.1], 0.36, [7], 0.08) },
      { rule: 'r2_nothing', readings: series([0.4, 0.1, -0.12], 0, [7], 0.08) },
    ],
  },
  {
    ...{ name: 'worse-than-nothing', model: 'churn', source: 'live', serving: churn },
    figures: [
      { rule: 'accuracy_own', readings: series([0.66, 0.6, 0.52], 0.6, [3], 0.04) },
      { rule: 'skill_nothing', readings: series([0.08, 0.02, -0.14], 0, [3], 0.06) },
    ],
  },
  {
    ...{ name: 'drift', model: 'churn', source: 'live', serving: churn },
    figures: [
      { rule: 'drift', readings: series([0.05, 0.08, 0.33], 0.25, [3], 0.04), detail: 'Most of all: feature=recency.' },
    ],
    noticed: ['feature=recency has drifted: PSI 0.33.', 'feature=orders has drifted: PSI 0.14.'],
  },
  {
    ...{ name: 'data-stopped', model: null, source: 'arrivals' },
    figures: [
      {
        rule: 'no_data',
        detail:
          'No messages have arrived since 2026-11-20 (usually 41 a day). Until data comes, nobody can tell how accurate the models are.',
      },
    ],
  },
  {
    ...{ name: 'mae-while-data-is-missing', model: 'lead_scoring', source: 'live', serving: leads },
    figures: [{ rule: 'mae_high', readings: series(rising, 15, [7], 1.4) }],
    gap: 'No messages have arrived since 2026-11-20 (usually 41 a day).',
  },
  {
    ...{
      name: 'labels-due',
      model: 'churn',
      source: 'live',
      serving: version(4, '2026-11-01.1', '2026-11-01T02:00:00Z', { accuracy: 0.8 }),
    },
    figures: [{ rule: 'no_data', detail: 'accuracy: there are no rows' }],
  },
  {
    ...{ name: 'no-outcomes', model: 'churn', source: 'live', serving: churn },
    figures: [{ rule: 'no_data', detail: 'accuracy: there are no rows' }],
  },
  {
    ...{ name: 'too-little-to-learn', model: 'engagement', source: 'training' },
    figures: [
      { rule: 'no_data', detail: 'There are 61 samples, fewer than 100. Wait for more data, or import history.' },
    ],
  },
  {
    ...{ name: 'training-failed', model: 'churn', source: 'training', serving: churn },
    figures: [{ rule: 'training_failed', detail: 'The database does not answer. Start it: npm start.' }],
  },
  {
    ...{ name: 'schedule-missed', model: null, source: 'schedule' },
    figures: [{ rule: 'schedule_missed', detail: 'retrain-weekly did not fire at 2026-11-22 02:00 UTC.' }],
  },
  {
    ...{ name: 'newest-errors', model: 'lead_scoring', source: 'live', serving: leads },
    figures: [
      {
        ...{ rule: 'errors_rise', readings: series([1.1, 0.8, 1.6, 2.1, 6.2], 5, [7], 0) },
        detail: 'The latest 9 answers whose truth is known tell it, before the mean of the window does.',
      },
    ],
  },
  {
    ...{ name: 'feed-changed', model: null, source: 'arrivals' },
    figures: [
      {
        rule: 'feed_changed',
        detail: 'Country of contact_versions is empty in all 31 rows since 2026-11-21 14:00 UTC.',
      },
    ],
  },
  {
    ...{ name: 'source-failing', model: null, source: 'arrivals' },
    figures: [
      {
        rule: 'source_failing',
        detail:
          'Since 2026-11-22 01:15 UTC: chatwoot: a permission is missing: permission denied for table messages. Grant select on the table to the user of the source.',
      },
    ],
  },
  {
    ...{ name: 'disk-low', model: null, source: 'disk' },
    figures: [{ rule: 'disk_low', detail: 'The disk of the state has 3% free.' }],
  },
  {
    ...{ name: 'gate-invalid', model: 'churn', source: 'experiment', serving: churn },
    figures: [{ rule: 'gate_invalid', detail: 'The split is 84/16 instead of 90/10 (p = 0.0002).' }],
  },
  {
    ...{ name: 'gate-unattended', model: 'churn', source: 'experiment', serving: churn },
    figures: [{ rule: 'gate_unattended', detail: 'Nobody looked since 2026-11-19.' }],
  },
  {
    ...{ name: 'still', model: 'lead_scoring', source: 'live', serving: leads, notice: 'repeat' },
    figures: [{ rule: 'mae_high', readings: series(rising, 15, [7], 1.4) }],
    answer: 'Trained again since 2026-11-22 05:00 UTC, run r20261122-050000-3f9a.',
  },
  {
    ...{ name: 'superseded', model: 'lead_scoring', source: 'live', serving: leads, notice: 'superseded' },
    figures: [
      {
        rule: 'mae_high',
        readings: series([8.2, 8.4, 24, 25.1], 15, [7, 9], 1.4),
        detail: 'It was about version 2026-10-11.1. Version 2026-08-02.1 serves now, and is judged by itself.',
      },
    ],
  },
  {
    ...{ name: 'resolved', model: 'lead_scoring', source: 'live', serving: leads, notice: 'resolved' },
    figures: [{ rule: 'mae_high', readings: series([...rising].reverse(), 15, [7], 1.4) }],
  },
];

function rule(id: string): AlertRule {
  const found = findRule(id);
  if (found === undefined) throw new Error(`There is no rule ${id}.`);
  return found;
}

function alert(each: Case): GoldenMail {
  const { name, model, source, figures, notice = 'firing', serving = null, previous = null, gap = null } = each;
  const { noticed = [], answer = '', facts = [] } = each;
  // figures of one cause are one incident
  const notices = figures.map(({ rule: id, readings, detail = '' }, at): AlertNotice => {
    const known = readings ?? series([1], 0.5, [0], 0);
    const openedAt = new Date(known[0]?.window ?? now);
    const words = { detail, answer: at === 0 ? answer : '' };
    return { notice, rule: rule(id), incidentId: 12, openedAt, readings: known, ...words, thread: null };
  });
  const of = (known: AlertNotice): DiagnosisFacts => {
    return { rule: known.rule, source, readings: known.readings, serving, previous, gap, noticed, now };
  };
  const causes = notices
    .flatMap((known) => diagnose(of(known)))
    .toSorted((a, b) => b.weight - a.weight)
    .filter(({ kind }, at, all) => all.findIndex((other) => other.kind === kind) === at || kind === 'inputs_moved')
    .filter(({ words }, at, all) => all.findIndex((other) => other.words === words) === at);
  const context = { facts, causes: noticed };
  const mail = composeAlert({
    ...{ key: name, model, notices, context, causes, rollbackTo: previous?.name ?? null, ...to },
  });
  return { name, mail, rules: figures.map(({ rule: id }) => id), causes: causes.map(({ kind }) => kind) };
}

const candidate = { version: '2026-11-22.2', metrics: { mae: 25.11, r2: -0.13 }, onTrial: false };
const news = {
  model: 'lead_scoring',
  serving: {
    ...{ version: leads.name, since: leads.deployedAt, metrics: leads.metrics, incidents: [] },
    live: 'Its predictions, compared with 64 labels on 2026-11-21: MAE=8.40, R²=0.84.',
  },
  facts: [
    ['Run', 'r20261122-050000-3f9a/lead_scoring'],
    ['Trigger', 'cli'],
    ['Samples', '97 for training, 23 for testing'],
  ],
} as const;

const refusals = [
  {
    name: 'candidate-refused',
    news: {
      ...news,
      candidate: {
        ...candidate,
        reason: 'Worse than champion 2026-08-02.1: mae +17.010 on 23 common holdout rows. The champion is kept.',
      },
      causes: ['The labels of this run were shuffled on purpose, to show that the gate refuses.'],
    },
  },
  {
    name: 'candidate-on-trial',
    news: {
      ...news,
      candidate: {
        ...candidate,
        onTrial: true,
        reason: 'No worse than champion 2026-08-02.1 on 11 common holdout rows: it goes on trial.',
      },
      serving: { ...news.serving, live: null, incidents: [{ id: 12, title: 'MAE is above 15' }] },
      causes: [],
    },
  },
] as const;

const week = { key: '2026-11-23', from: new Date('2026-11-16T06:00:00Z'), until: new Date('2026-11-23T06:07:00Z') };
const quiet = { trained: [], decided: [], alerted: [], right: [], due: [], firing: 0 };
const busy = {
  trained: [
    'Lead scoring model, 2026-11-22 02:00 UTC: deployed; MAE 7.90, R² 0.87',
    'Churn prediction model, 2026-11-22 02:00 UTC: not deployed; accuracy 0.65',
  ],
  decided: ['Lead scoring model: deployed 2026-11-22.1. Better than champion 2026-08-02.1.'],
  alerted: ['Incident 12, Lead scoring model: MAE is above 15, since 2026-11-18 05:00 UTC (firing)'],
  right: ['Lead scoring model (version 2026-08-02.1): MAE 16.90, R² 0.41, by 64 outcomes known on 2026-11-22'],
  due: [
    'Incident 12 fires and nobody looks after it.',
    'The next scheduled training looks what has changed on 2026-11-29 02:00 UTC.',
    "Churn prediction model is below the guide's target: accuracy 0.66 (the guide: at least 0.70).",
  ],
  firing: 1,
};

export const goldenMails: readonly GoldenMail[] = [
  ...cases.map(alert),
  ...refusals.map((each) => ({
    name: each.name,
    mail: composeNews({ key: each.name, news: each.news, ...to }),
    ...{ rules: [], causes: [] },
  })),
  ...[
    { name: 'digest', digest: busy },
    { name: 'digest-of-a-quiet-week', digest: quiet },
  ].map(({ name, digest }) => ({
    name,
    mail: composeDigest({ key: name, week, digest, ...to }),
    ...{ rules: [], causes: [] },
  })),
];
