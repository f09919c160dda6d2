import { defineEntity, p } from '@mikro-orm/core';
import type {
  Arm,
  ExperimentMode,
  ExperimentOutcome,
  ExperimentPlan,
  ExperimentState,
  GateAction,
  GateConfig,
  GateDecision,
  PhaseNumbers,
} from '../../domain/experiment/experiment.ts';
import type { ModelName } from '../../domain/models.ts';
import { ModelVersionEntity } from '../training/training-entities.ts';

/** Experiments, and the predictions by which they are decided (columns are described in migrations/0003-experiments.ts). */

export const ExperimentEntity = defineEntity({
  name: 'Experiment',
  tableName: 'experiments',
  properties: {
    id: p.text().primary(),
    model: p.text().$type<ModelName>(),
    championVersionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('champion_version_id'),
    challengerVersionId: () => p.oneToOne(ModelVersionEntity).mapToPk().fieldName('challenger_version_id'),
    state: p.text().$type<ExperimentState>(),
    outcome: p.text().$type<ExperimentOutcome>().strictNullable(),
    mode: p.text().$type<ExperimentMode>().strictNullable(),
    config: p.json<GateConfig>(),
    plan: p.json<ExperimentPlan>().strictNullable(),
    scoreMap: p.json<{ readonly from: readonly number[]; readonly to: readonly number[] }>().strictNullable(),
    reason: p.text().strictNullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
    startedAt: p.datetime().strictNullable(),
    endedAt: p.datetime().strictNullable(),
  },
});

export const ExperimentPhaseEntity = defineEntity({
  name: 'ExperimentPhase',
  tableName: 'experiment_phases',
  properties: {
    experimentId: () => p.manyToOne(ExperimentEntity).mapToPk().fieldName('experiment_id').primary(),
    number: p.integer().primary(),
    challengerShare: p.double().$type<number>(),
    salt: p.text(),
    plannedTotal: p.double().$type<number>(),
    startedAt: p.datetime(),
    closedAt: p.datetime().strictNullable(),
  },
});

export const ExperimentLookEntity = defineEntity({
  name: 'ExperimentLook',
  tableName: 'experiment_looks',
  properties: {
    experimentId: p.text().primary(),
    phase: p.integer().primary(),
    number: p.integer().primary(),
    at: p.datetime(),
    numbers: p.json<PhaseNumbers>(),
    decision: p.json<GateDecision>(),
    action: p.text().$type<GateAction>(),
    reason: p.text(),
  },
});

export const ExperimentEventEntity = defineEntity({
  name: 'ExperimentEvent',
  tableName: 'experiment_events',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    key: p.text().unique(),
    experimentId: () => p.manyToOne(ExperimentEntity).mapToPk().fieldName('experiment_id'),
    type: p.text(),
    actor: p.text(),
    reason: p.text(),
    details: p.json<unknown>(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

export const ExposureEntity = defineEntity({
  name: 'Exposure',
  tableName: 'exposures',
  properties: {
    experimentId: p.text().primary(),
    phase: p.integer().primary(),
    unit: p.text().primary(),
    arm: p.text().$type<Arm>(),
    crossed: p.boolean().default(false),
    exposedAt: p.datetime(),
    championOutput: p.double().$type<number>().strictNullable(),
    challengerOutput: p.double().$type<number>().strictNullable(),
    /** The merge of contacts that made the unit one with another. */
    excludedBy: p.bigint('number').strictNullable(),
  },
});

export const PredictionEntity = defineEntity({
  name: 'Prediction',
  tableName: 'predictions',
  properties: {
    id: p.uuid().primary(),
    model: p.text().$type<ModelName>(),
    subject: p.text(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id'),
    experimentId: () => p.manyToOne(ExperimentEntity).mapToPk().fieldName('experiment_id').strictNullable(),
    phase: p.integer().strictNullable(),
    arm: p.text().$type<Arm>().strictNullable(),
    value: p.double().$type<number>(),
    modelOutput: p.double().$type<number>(),
    confidence: p.double().$type<number>(),
    features: p.array().$type<readonly number[]>().columnType('double precision[]'),
    shadowVersionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('shadow_version_id').strictNullable(),
    shadowOutput: p.double().$type<number>().strictNullable(),
    batch: p.text().strictNullable(),
    milliseconds: p.float().$type<number>(),
    error: p.text().strictNullable(),
    createdAt: p.datetime(),
    holdsUntil: p.datetime().strictNullable(),
  },
});

export const PredictionBatchEntity = defineEntity({
  name: 'PredictionBatch',
  tableName: 'prediction_batches',
  properties: {
    id: p.text().primary(),
    model: p.text().$type<ModelName>(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id'),
    subjects: p.integer(),
    scoredAt: p.datetime(),
    finishedAt: p.datetime(),
  },
});

/** Columns and meaning: migrations/0030-touched-contacts.ts. */
const TouchedContactEntity = defineEntity({
  name: 'TouchedContact',
  tableName: 'touched_contacts',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    contactId: p.bigint('number').strictNullable(),
    countsFrom: p.datetime().strictNullable(),
    unread: p.smallint(),
    notedAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});

const ScoringEntity = defineEntity({
  name: 'Scoring',
  tableName: 'scorings',
  properties: {
    batch: p.text().primary(),
    model: p.text().$type<ModelName>(),
    basis: p.text(),
    base: p.text().strictNullable(),
    notes: p.array().$type<readonly number[]>().columnType('bigint[]'),
    carried: p.integer(),
    begunAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});

export const OutcomeEntity = defineEntity({
  name: 'Outcome',
  tableName: 'outcomes',
  properties: {
    id: p.text().primary(),
    model: p.text().$type<ModelName>(),
    subject: p.text(),
    converted: p.boolean(),
    occurredAt: p.datetime(),
    receivedAt: p.datetime().onCreate(() => new Date()),
  },
});

export const experimentEntities = [
  ExperimentEntity,
  ExperimentPhaseEntity,
  ExperimentLookEntity,
  ExperimentEventEntity,
  ExposureEntity,
  PredictionEntity,
  PredictionBatchEntity,
  TouchedContactEntity,
  ScoringEntity,
  OutcomeEntity,
] as const;
