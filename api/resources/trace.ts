import type { Arrival, Trace, TracedRow, TracedRows, TracedVersion } from '../../ingest/trace/trace.ts';
import { type Trace as PresentedTrace, traceParamsSchema, traceQuerySchema, traceSchema } from '../contracts/trace.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function traceOperations({ trace }: Pick<Ports, 'trace'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/trace/{id}',
      operationId: 'traceAnswer',
      tag: 'Monitoring',
      summary: 'Follow a prediction or a version back: gate, run, training set, rows and how they came',
      params: traceParamsSchema,
      query: traceQuerySchema,
      success: { status: 200, description: 'What stands behind it.', schema: traceSchema },
      refusals: ['prediction_not_found', 'version_not_found'],
      handle: async ({ params: { id }, query: { model } }) => present(await trace(id, model)),
    }),
  ];
}

function present(traced: Trace): PresentedTrace {
  const version = presentVersion(traced.version);
  if (traced.kind === 'version') {
    const { runBefore, since, until, arrivals } = traced.arrived;
    return {
      ...{ kind: traced.kind, version, prediction: null, rows: null },
      arrived: {
        ...{ run_before: runBefore, since: iso(since), until: until.toISOString() },
        arrivals: arrivals.map(presentArrival),
      },
    };
  }
  const { answeredAt, readAt, ...prediction } = traced.prediction;
  return {
    ...{ kind: traced.kind, version, arrived: null },
    prediction: { ...prediction, answered_at: answeredAt.toISOString(), read_at: readAt.toISOString() },
    rows: traced.rows && presentRows(traced.rows),
  };
}

function presentVersion(version: TracedVersion): PresentedTrace['version'] {
  const { createdAt, artifactHash, deployments, experiment, run, snapshot, ...same } = version;
  return {
    ...{ ...same, created_at: createdAt.toISOString(), artifact: artifactHash },
    deployments: deployments.map(({ at, ...deployment }) => ({ ...deployment, at: at.toISOString() })),
    experiment: experiment && {
      ...{ id: experiment.id, state: experiment.state, mode: experiment.mode, outcome: experiment.outcome },
      ...{ reason: experiment.reason, ended_at: iso(experiment.endedAt) },
    },
    run: {
      ...{ id: run.id, trigger: run.trigger, started_at: run.startedAt.toISOString(), engine: run.engine },
      ...{ seed: run.seed, code_version: run.codeVersion, engine_build: run.engineBuild },
    },
    snapshot: {
      ...{ hash: snapshot.hash, as_of: snapshot.asOf.toISOString(), rows: snapshot.rows },
      ...{ window_days: snapshot.windowDays, horizon_days: snapshot.horizonDays },
    },
  };
}

function presentRows({ contact, tables, arrivals }: TracedRows) {
  return {
    contact,
    tables: tables.map(({ table, rows, cameLater, changedSince, newest }) => ({
      ...{ table, rows, came_later: cameLater, changed_since: changedSince },
      newest: newest.map(presentRow),
    })),
    arrivals: arrivals.map(presentArrival),
  };
}

function presentRow({ externalId, at, came, waited, delivery }: TracedRow) {
  return {
    ...{ external_id: externalId, at: at.toISOString() },
    came: came && { ...came, at: came.at.toISOString() },
    waited: waited && { origin: waited.origin, since: waited.since.toISOString() },
    delivery: delivery && {
      ...{ id: delivery.id, delivery_id: delivery.deliveryId, event: delivery.event },
      received_at: delivery.receivedAt.toISOString(),
    },
  };
}

function presentArrival({ first, last, ...arrival }: Arrival) {
  return { ...arrival, first_at: iso(first), last_at: iso(last) };
}

function iso(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
