import { alertRules, findRule } from '../../domain/alerts/rules.ts';
import type { MetricRecord } from '../../domain/monitoring/measurement.ts';
import type { CalendarEntry } from '../../store/schedules/calendar.ts';
import type { FakeWorld } from './fakes.ts';
import { incident, mail, metric, schedule } from './records.ts';

const day = 86_400_000;

/** Five weeks in the life of a business: something of all that Watch shows. */
export function watchedWorld(now: Date): Partial<FakeWorld> {
  const sinceMidnight = now.getTime() % day;
  const at = (daysAgo: number, hour: number) =>
    new Date(now.getTime() - sinceMidnight - daysAgo * day + hour * 3_600_000);
  const sundays = Array.from({ length: 36 }, (_, ago) => ago).filter((ago) => at(ago, 2).getUTCDay() === 0);
  const [lastSunday = 1, before = 8, ...earlier] = sundays;
  const started = { kind: 'training', schedule: 'retrain-weekly', trigger: 'schedule', state: 'completed' } as const;
  const routine = (ago: number): CalendarEntry[] => [
    { kind: 'measuring', at: at(ago, 5), models: ['churn', 'engagement', 'lead_scoring'] },
    { kind: 'scoring', at: at(ago, 4), models: ['churn', 'engagement', 'lead_scoring'], subjects: 1_240 + ago },
  ];
  const trained = (ago: number): CalendarEntry => ({
    ...{ ...started, at: at(ago, 2), retrainId: `r-${ago}`, reason: null },
    runs: [{ model: 'engagement', state: 'completed', outcome: 'deployed', error: null }],
  });
  const skipped: CalendarEntry = {
    ...{ at: at(lastSunday, 2), schedule: 'retrain-weekly', reason: 'At 30 new leads a week training is monthly.' },
    kind: 'skipped',
  };
  const calendar: CalendarEntry[] = [
    skipped,
    {
      ...{ ...started, at: at(before, 2), retrainId: 'r-before', reason: 'churn is due.' },
      runs: [
        { model: 'churn', state: 'failed', outcome: null, error: '63 samples are too few: 100 are needed.' },
        { model: 'lead_scoring', state: 'completed', outcome: 'in_gate', error: null },
      ],
    },
    ...earlier.map(trained),
    { kind: 'missed', at: at(5, 6), reason: 'score-daily did not fire at 04:00.', incident: 11 },
    ...Array.from({ length: 34 }, (_, ago) => routine(ago + 1)).flat(),
  ];
  calendar.sort((a, b) => b.at.getTime() - a.at.getTime());
  return {
    calendar,
    metrics: figures(now),
    ...troubles(now),
    schedules: [
      { ...schedule, nextAt: at(-6, 2) },
      {
        ...{
          ...schedule,
          id: 'score-daily',
          summary: 'Daily 04:00 UTC: every lead and contact',
          state: 'paused' as const,
        },
        ...{ note: 'ann: holidays', nextAt: null, firings: [] },
        lastCommand: {
          ...{ id: 1, schedule: 'score-daily', command: 'pause' as const, actor: 'ann', reason: 'holidays' },
          createdAt: at(3, 9),
        },
      },
      { ...schedule, id: 'watch-hourly', state: 'missing' as const, nextAt: null, lastAt: null, firings: [] },
    ],
    mails: [
      mail,
      {
        ...{ ...mail, id: 8, state: 'failed' as const, sentAt: null, attempts: 3 },
        ...{
          subject: 'Still: churn needs attention',
          lastError: 'The mail server did not take the mail: 550 no such user.',
        },
      },
    ],
  };
}

/** A version that is worse than the one before, whom somebody should roll back; one that is looked after; a note; what is over. */
function troubles(now: Date): Pick<FakeWorld, 'incidents' | 'explained'> {
  const opened = new Date(now.getTime() - 2 * day);
  const firing = { ...incident, openedAt: opened, firedAt: opened, noticedAt: opened };
  const over = { ...firing, id: 11, model: null, rule: 'schedule_missed', source: 'schedule', figures: [] } as const;
  const course = (rule: string, limit: number, from: number, to: number) => ({
    rule: findRule(rule) ?? alertRules[0],
    readings: Array.from({ length: 20 }, (_, ago) => {
      const bad = ago >= 17;
      const value = (bad ? to : from) + (ago % 3) * 0.01 * to;
      return {
        ...{ window: new Date(Math.floor(now.getTime() / day - 20 + ago) * day).toISOString(), limit, samples: 212 },
        ...{ value, low: value - 0.08 * to, high: value + 0.08 * to, windowDays: 14, versionId: bad ? 2 : 1 },
      };
    }),
  });
  return {
    incidents: [
      firing,
      {
        ...{ ...firing, id: 13, model: 'churn', rule: 'drift', state: 'acknowledged', figures: [], answer: '' },
        ...{ detail: 'feature=campaign has drifted: PSI 0.31.', acknowledgedAt: opened, acknowledgedBy: 'ann' },
      },
      {
        ...{ ...firing, id: 14, model: 'engagement', rule: 'below_target', state: 'pending', figures: [], answer: '' },
        detail: 'accuracy 0.71 (the guide: at least 0.75). No version so far met this.',
      },
      { ...over, state: 'resolved', detail: 'score-daily did not fire at 04:00.', answer: '', resolvedAt: now },
    ],
    explained: {
      series: [course('mae_high', 15, 9, 19), course('mae_rise', 10.8, 9, 19), course('r2_low', 0.75, 0.84, 0.4)],
      versions: new Map([
        [1, '2026-08-02.1'],
        [2, '2026-10-26.1'],
      ]),
      causes: [
        {
          ...{ kind: 'deployment', weight: 0.85 },
          words:
            'Version 2026-10-26.1 took over on 2026-10-26 02:14 UTC, and every window since is beyond the limit; under version 2026-08-02.1 MAE was 9.00.',
        },
        {
          kind: 'inputs_moved',
          weight: 0.5,
          words: 'feature=campaign has drifted: PSI 0.31, 12.0% of the importance.',
        },
      ],
      advice: [
        {
          command: 'npx perennial rollback lead_scoring --why "worse than before"',
          text: 'to let version 2026-08-02.1 serve again, at once',
          button: { label: 'Roll back', page: 'rollback-lead_scoring' },
        },
        {
          command: 'npx perennial train lead_scoring',
          text: 'to learn from what happened since',
          button: { label: 'Train', page: 'train' },
        },
        {
          command: 'npx perennial import exports',
          text: 'to bring the missing data',
          button: { label: 'See what is missing', page: 'readiness' },
        },
      ],
    },
  };
}

/** MAE that rises past its target under the second version, with a gap; drift of the predictions and of two features. */
function figures(now: Date): MetricRecord[] {
  const days = Array.from({ length: 60 }, (_, ago) =>
    new Date(now.getTime() - (59 - ago) * day).toISOString().slice(0, 10),
  );
  return days.flatMap((date, at): MetricRecord[] => {
    const version = at < 25 ? '2026-08-02.1' : '2026-10-26.1';
    const unknown = at >= 12 && at < 17;
    const value = 8 + at / 14 + Math.sin(at / 3) / 2;
    const drift = { ...metric, date, version, source: 'drift', metric: 'psi', low: null, high: null } as const;
    return [
      unknown
        ? { ...metric, date, version, value: null, low: null, high: null, samples: 0, reason: 'data was missing' }
        : { ...metric, date, version, value, low: value - 1.2, high: value + 1.3, samples: 100 + at },
      { ...metric, date, version, metric: 'r2', value: 0.86 - at / 900, low: 0.8, high: 0.9 },
      { ...drift, segment: 'prediction', value: 0.02 + at / 900, noise: 0.05 },
      { ...drift, segment: 'feature=reply_rate', value: 0.05 + at / 200, noise: 0.06 },
      { ...drift, segment: 'feature=message_count', value: 0.03, noise: 0.06 },
    ];
  });
}
