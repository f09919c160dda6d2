import type { PredictionTrace, Trace, TracedVersion, VersionTrace } from '../../../ingest/trace/trace.ts';

/** A prediction and its version, with what stands behind them. */
export const tracedVersion: TracedVersion = {
  ...{ model: 'churn', name: '2026-11-22.2', champion: true, createdAt: new Date('2026-11-22T02:06:00Z') },
  ...{ synthetic: false, artifactHash: 'ab'.repeat(32) },
  deployments: [
    {
      ...{ action: 'deploy', at: new Date('2026-11-29T02:00:00Z'), actor: 'gate' },
      reason: 'Promoted: lift +9.1% (95% interval +2.0% to +16.3%).',
    },
  ],
  gate: { action: 'trial', verdict: 'not_worse', reason: 'Not worse than champion 2026-11-15.1 on 412 common rows.' },
  experiment: {
    ...{ id: 'churn-2026-11-22.2', state: 'ended', mode: 'live', outcome: 'promoted' },
    ...{ reason: 'Promoted: lift +9.1%.', endedAt: new Date('2026-11-29T02:00:00Z') },
  },
  run: {
    ...{ id: '2026-11-22T02-00-00Z-3f2a/churn', trigger: 'schedule', startedAt: new Date('2026-11-22T02:00:00Z') },
    ...{ engine: 'gradient-boosting', seed: 42, codeVersion: '0.1.0+1a2b3c4', engineBuild: 'x64, V8 13.6' },
  },
  snapshot: {
    ...{ hash: 'cd'.repeat(32), asOf: new Date('2026-10-23T02:00:00Z'), rows: 2_104 },
    ...{ windowDays: null, horizonDays: 30 },
  },
};

const imported = { way: 'file', name: 'contacts.csv', batch: 7, at: new Date('2026-09-01T09:00:00Z') } as const;
const posted = { way: 'webhook', name: 'whatsapp', batch: 1_203, at: new Date('2026-11-29T18:02:11Z') } as const;

export const predictionTrace: PredictionTrace = {
  kind: 'prediction',
  prediction: {
    ...{ id: '0b6f0c9e-3c6a-4f0e-9f58-0d3e0f2a1b77', model: 'churn', subject: 'c-1', value: 0.8312 },
    ...{ answeredAt: new Date('2026-11-30T04:00:09Z'), readAt: new Date('2026-11-30T04:00:00Z') },
    ...{ batch: 'churn/2026-11-30T04:00:00.000Z', arm: null, experiment: null, phase: null, error: null },
  },
  version: tracedVersion,
  rows: {
    contact: 'c-1',
    tables: [
      {
        ...{ table: 'contacts', rows: 1, cameLater: 0, changedSince: 1 },
        newest: [
          { externalId: 'c-1', at: new Date('2026-03-01T08:00:00Z'), came: imported, waited: null, delivery: null },
        ],
      },
      {
        ...{ table: 'messages', rows: 1_204, cameLater: 2, changedSince: 0 },
        newest: [
          {
            ...{ externalId: 'whatsapp:wamid.HBgLMzUx', at: new Date('2026-11-29T18:02:00Z'), came: posted },
            waited: { origin: 'whatsapp', since: new Date('2026-11-29T18:02:01Z') },
            delivery: {
              ...{ id: 88_120, deliveryId: '9c1f', event: 'messages' },
              receivedAt: new Date('2026-11-29T18:02:01Z'),
            },
          },
        ],
      },
    ],
    arrivals: [
      {
        ...{ way: 'webhook', name: 'whatsapp', batch: null, batches: 611, rows: 1_204 },
        ...{ first: new Date('2026-09-02T07:00:00Z'), last: posted.at },
      },
      {
        ...{ way: 'file', name: 'contacts.csv', batch: 7, batches: 1, rows: 1 },
        ...{ first: imported.at, last: imported.at },
      },
    ],
  },
};

export const versionTrace: VersionTrace = {
  kind: 'version',
  version: tracedVersion,
  arrived: {
    ...{ runBefore: '2026-11-15T02-00-00Z-9d01/churn', since: new Date('2026-11-15T02:00:00Z') },
    until: new Date('2026-11-22T02:00:00Z'),
    arrivals: predictionTrace.rows?.arrivals ?? [],
  },
};

/** By which it is asked for. */
export function tracedId(trace: Trace): string {
  return trace.kind === 'prediction' ? trace.prediction.id : trace.version.name;
}
