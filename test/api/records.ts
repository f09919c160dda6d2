import type {
  DataReadiness,
  DeploymentRecord,
  ExperimentDetails,
  IncidentRecord,
  MailRecord,
  RunRecord,
  VersionRecord,
} from '../../api/ports.ts';
import type { ScheduleStatus } from '../../control/schedule-control.ts';
import { idleStatus, type TrainingStatus } from '../../control/status.ts';
import { type ArmNumbers, gateConfig } from '../../domain/experiment/experiment.ts';
import type { MetricRecord } from '../../domain/monitoring/measurement.ts';
import type { DataCounts } from '../../store/crm/data-summary.ts';
import type { ModelVersion } from '../../store/training/versions.ts';

/** What a database might hold, one record of each kind. */

export const idle = idleStatus;

export const readiness: DataReadiness = {
  measuredAt: new Date('2026-11-22T10:00:00Z'),
  models: [
    {
      ...{
        model: 'lead_scoring',
        ready: false,
        asOf: new Date('2026-11-22T10:00:00Z'),
        samples: 63,
        rows: 63,
        profiled: 63,
      },
      findings: [
        {
          ...{
            check: 'samples',
            status: 'refusal',
            message: '63 samples, 100 needed',
            code: 'not_enough_training_data',
          },
          ...{ value: 63, limit: 100, missing: 37, remedy: 'Import history.' },
        },
        { check: 'drift', status: 'ok', message: 'as before', value: null, limit: 0.25 },
      ],
      features: [
        {
          ...{ name: 'reply_rate', nullShare: 0, unique: 9, constant: false, outliers: 0, alone: null },
          ...{ mean: 0.4, deviation: 0.2, minimum: 0.1, median: 0.4, maximum: 0.8 },
        },
      ],
      attributes: {
        used: [{ name: 'lead:Source', kind: 'category', coverage: 0.9 }],
        leftOut: [{ name: 'lead:Id', reason: 'almost every row has a text of its own' }],
        suspects: [{ name: 'lead:Tags', reason: 'tells the outcome alone (AUC 0.919)', used: false }],
        off: false,
      },
    },
  ],
};

export const training: TrainingStatus = {
  ...idle,
  status: 'training',
  current_model: 'churn',
  progress: 66,
  message: 'Training churn prediction model...',
  started_at: '2024-01-15T10:30:00.000Z',
  retrain_id: 'r1',
  metrics: { lead_scoring: { mae: 8.45, r2: 0.87 } },
  models: [
    {
      runId: 'r1/lead_scoring',
      model: 'lead_scoring',
      state: 'completed',
      stage: 'deploy',
      progress: 100,
      message: 'Deployed 2024-01-15.1',
      trainingSamples: 96,
      testingSamples: 24,
      metrics: { mae: 8.45, r2: 0.87 },
    },
    {
      runId: 'r1/churn',
      model: 'churn',
      state: 'running',
      stage: 'train',
      progress: 62,
      message: 'Training: candidate 4 of 6',
      trainingSamples: 160,
      testingSamples: 40,
      metrics: null,
    },
  ],
};

export const finishedRun: RunRecord = {
  id: 'r1/lead_scoring',
  retrainId: 'r1',
  model: 'lead_scoring',
  trigger: 'api',
  reason: null,
  state: 'completed',
  outcome: 'deployed',
  startedAt: new Date('2024-01-15T10:30:00Z'),
  finishedAt: new Date('2024-01-15T10:30:12.500Z'),
  windowDays: 180,
  windowReason: null,
  trainingSamples: 96,
  testingSamples: 24,
  metrics: { mae: 8.45, r2: 0.79 },
  version: '2024-01-15.1',
  engine: 'ml-xgboost',
  seed: 42,
  snapshotHash: 'a'.repeat(64),
  error: null,
};

export const version: VersionRecord = {
  model: 'lead_scoring',
  name: '2024-01-15.1',
  champion: true,
  createdAt: new Date('2024-01-15T10:30:12Z'),
  byteCount: 48_213,
  engine: 'ml-xgboost',
  metrics: { mae: 8.45, r2: 0.79 },
  intervals: { mae: { low: 6.2, high: 10.9 } },
  baseline: { mae: 21.2, r2: -0.01 },
  synthetic: true,
  labelSource: 'rating',
  runId: 'r1/lead_scoring',
  artifactHash: 'b'.repeat(64),
};

export const mail: MailRecord = {
  id: 7,
  subject: 'ML Model Performance Alert: lead scoring',
  recipient: 'admin@example.com',
  state: 'sent',
  createdAt: new Date('2024-01-15T10:31:00Z'),
  sentAt: new Date('2024-01-15T10:31:01Z'),
  attempts: 1,
  lastError: null,
  body: 'Lead scoring model performance degraded: MAE=15.20, R²=0.41',
};

export const counts: DataCounts = {
  contacts: 200,
  leads: 120,
  leadsConverted: 36,
  conversations: 150,
  messages: 612,
  campaigns: 6,
  campaignEvents: 1480,
  purchases: 95,
  tickets: 40,
};

export const noCounts = Object.fromEntries(Object.keys(counts).map((key) => [key, 0])) as DataCounts;

export const storedVersion: ModelVersion = {
  id: 2,
  model: 'lead_scoring',
  name: '2024-01-15.1',
  runId: 'r1/lead_scoring',
  engine: 'boosting',
  artifactHash: 'b'.repeat(64),
  byteCount: 48_213,
  snapshotHash: 'a'.repeat(64),
  metrics: { mae: 8.45 },
  card: {},
  golden: null,
  labelSource: 'rating',
  synthetic: true,
  createdAt: new Date('2024-01-15T10:30:12Z'),
};

export const deployment: DeploymentRecord = {
  deployment: {
    id: 1,
    key: 'api/1',
    model: 'lead_scoring',
    versionId: 2,
    previousVersionId: 1,
    action: 'deploy',
    actor: 'ann',
    reason: 'the campaign begins',
    evidence: { byHand: true, goldenRows: 8 },
    createdAt: new Date('2024-01-15T11:00:00Z'),
  },
  version: '2024-01-15.1',
  previous: '2024-01-08.1',
};

const arm: ArmNumbers = {
  exposed: 9_000,
  units: 8_000,
  conversions: 400,
  optOuts: 3,
  predictions: 9_100,
  errors: 0,
  milliseconds: 0.4,
};

export const experiment: ExperimentDetails = {
  experiment: {
    id: 'lead_scoring-2024-01-15.1',
    model: 'lead_scoring',
    championVersionId: 1,
    challengerVersionId: 2,
    state: 'running',
    outcome: null,
    mode: 'live',
    config: gateConfig('lead_scoring'),
    plan: {
      mode: 'live',
      reason: 'Live: enough traffic.',
      unitsPerDay: 1_000,
      baseRate: 0.05,
      neededUnits: 5_000,
      expectedUnits: 8_400,
      plannedTotal: 50_000,
      neededDays: 64,
    },
    scoreMap: null,
    reason: null,
    createdAt: new Date('2024-01-15T10:30:12Z'),
    startedAt: new Date('2024-01-15T10:30:13Z'),
    endedAt: null,
  },
  champion: '2024-01-08.1',
  challenger: '2024-01-15.1',
  endedBy: null,
  phases: [
    {
      experimentId: 'lead_scoring-2024-01-15.1',
      number: 1,
      challengerShare: 0.1,
      salt: 'lead_scoring-2024-01-15.1/1',
      plannedTotal: 50_000,
      startedAt: new Date('2024-01-15T10:30:13Z'),
      closedAt: null,
    },
  ],
  excluded: new Map([[1, 2]]),
  looks: [
    {
      experimentId: 'lead_scoring-2024-01-15.1',
      phase: 1,
      number: 1,
      at: new Date('2024-01-16T10:30:13Z'),
      numbers: {
        phase: 1,
        challengerShare: 0.1,
        plannedTotal: 50_000,
        phaseDay: 1,
        experimentDay: 1,
        champion: arm,
        challenger: { ...arm, exposed: 1_000, units: 900, conversions: 50 },
        crossed: 0,
        paired: null,
        scores: null,
        weeks: [],
      },
      decision: {
        action: 'continue',
        reason: 'Too early.',
        sampleRatioP: 0.5,
        lift: { observed: 0.11, low: -0.3, high: 0.5, p: 1, chanceToWin: 0.77 },
        paired: null,
        guardrail: null,
        daysLeft: 27,
      },
      action: 'continue',
      reason: 'Too early.',
    },
  ],
  events: [
    {
      id: 1,
      key: 'k',
      experimentId: 'lead_scoring-2024-01-15.1',
      type: 'started',
      actor: 'gate',
      reason: 'Live: enough traffic.',
      details: {},
      createdAt: new Date('2024-01-15T10:30:13Z'),
    },
  ],
};

export const metric: MetricRecord = {
  date: '2024-02-20',
  model: 'lead_scoring',
  version: '2024-01-15.1',
  metric: 'mae',
  value: 9.1,
  samples: 212,
  source: 'live',
  segment: 'all',
  low: 8.2,
  high: 10,
  noise: null,
  reason: null,
  estimate: false,
};

export const incident: IncidentRecord = {
  id: 12,
  rule: 'mae_high',
  model: 'lead_scoring',
  source: 'live',
  state: 'firing',
  value: 15.2,
  limit: 15,
  detail: '',
  answer: 'Trained again since 2024-01-15 10:31 UTC, run r20240115-103100-3f9a.',
  retrainId: 'r20240115-103100-3f9a',
  openedAt: new Date('2024-01-15T10:30:00Z'),
  firedAt: new Date('2024-01-15T10:30:00Z'),
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  noticedAt: new Date('2024-01-15T10:30:00Z'),
  supersededBy: null,
  supersededToldAt: null,
  samples: 212,
  windowDays: 14,
  version: '2024-01-15.1',
  figures: [
    {
      ...{ rule: 'mae_high', state: 'firing', value: 15.2, low: 15.1, high: 16, limit: 15, told: true },
      ...{ window: '2024-01-15T00:00:00.000Z', windowDays: 14, samples: 212, versionId: 3 },
    },
    {
      ...{ rule: 'r2_low', state: 'pending', value: 0.74, low: 0.7, high: 0.8, limit: 0.75, told: false },
      ...{ window: '2024-01-15T00:00:00.000Z', windowDays: 14, samples: 212, versionId: 3 },
    },
  ],
};

export const schedule: ScheduleStatus = {
  id: 'retrain-weekly',
  cron: '0 2 * * 0',
  timezone: 'UTC',
  summary: 'Sunday 02:00 UTC: the models whose turn it is',
  state: 'active',
  note: null,
  nextAt: new Date('2024-01-21T02:00:00Z'),
  lastAt: new Date('2024-01-14T02:00:10Z'),
  firings: [
    {
      id: 'retrain-weekly-2024-01-14T02:00:10Z',
      schedule: 'retrain-weekly',
      firedAt: new Date('2024-01-14T02:00:10Z'),
      outcome: 'skipped',
      retrainId: null,
      reason: 'At 30 new leads a week training is monthly.',
      verdict: {
        cadence: 'monthly',
        leadsAWeek: 30,
        reason: 'At 30 new leads a week training is monthly.',
        models: [{ model: 'churn', train: false, changes: 12, reason: 'its run is due again in 2 weeks' }],
      },
    },
  ],
  lastCommand: null,
};
