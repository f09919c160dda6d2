import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Role } from '../../domain/access/roles.ts';
import type { GoldenRows } from '../../domain/golden-rows.ts';
import type { LabelSource } from '../../domain/lead-labels.ts';
import type { ModelName } from '../../domain/models.ts';
import type { RunOutcome, RunState, RunTrigger, StageName } from '../../domain/runs.ts';
import type { Metrics } from '../../domain/targets.ts';

/** The product's own records as entities (columns are described in migrations/0002-training.ts). Foreign keys are ids. */

/** An entity's columns as plain read-only data. */
export type Row<Entity> = {
  readonly [Key in keyof InferEntity<Entity> as Key extends string ? Key : never]: InferEntity<Entity>[Key];
};

/** Why something failed, as stored. */
export type StoredError = { readonly code: string; readonly message: string; readonly remedy: string };

/** An image that a mail's HTML shows by its Content-ID; `png` in base64. */
export type MailChart = { readonly cid: string; readonly png: string };

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export const RetrainEntity = defineEntity({
  name: 'Retrain',
  tableName: 'retrains',
  properties: {
    id: p.text().primary(),
    trigger: p.text().$type<RunTrigger>(),
    reason: p.text().strictNullable(),
    models: p.array().$type<readonly ModelName[]>(),
    input: p.json<unknown>(),
    state: p.text().$type<RunState>(),
    temporalRunId: p.text().strictNullable(),
    error: p.json<StoredError>().strictNullable(),
    startedAt: p.datetime(),
    finishedAt: p.datetime().strictNullable(),
  },
});

export const RunEntity = defineEntity({
  name: 'Run',
  tableName: 'runs',
  properties: {
    id: p.text().primary(),
    retrainId: () => p.manyToOne(RetrainEntity).mapToPk().fieldName('retrain_id'),
    model: p.text().$type<ModelName>(),
    state: p.text().$type<RunState>(),
    outcome: p.text().$type<RunOutcome>().strictNullable(),
    stage: p.text().$type<StageName>().strictNullable(),
    progress: p.double().$type<number>().default(0),
    message: p.text().strictNullable(),
    asOf: p.datetime().strictNullable(),
    horizonDays: p.integer().strictNullable(),
    windowDays: p.integer().strictNullable(),
    windowReason: p.text().strictNullable(),
    labelSource: p.text().$type<LabelSource>().strictNullable(),
    engine: p.text().strictNullable(),
    seed: p.bigint('number'),
    input: p.json<unknown>(),
    parameters: p.json<Readonly<Record<string, number>>>().strictNullable(),
    snapshotHash: p.text().strictNullable(),
    trainingSamples: p.integer().strictNullable(),
    testingSamples: p.integer().strictNullable(),
    featureCount: p.integer().strictNullable(),
    metrics: p.json<Metrics>().strictNullable(),
    report: p.json<unknown>().strictNullable(),
    versionId: p.bigint('number').strictNullable(),
    codeVersion: p.text(),
    /** null: an earlier release recorded none. */
    engineBuild: p.text().strictNullable(),
    error: p.json<StoredError>().strictNullable(),
    startedAt: p.datetime(),
    finishedAt: p.datetime().strictNullable(),
  },
});

export const StepEntity = defineEntity({
  name: 'Step',
  tableName: 'steps',
  properties: {
    key: p.text().primary(),
    result: p.json<unknown>(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

export const SnapshotEntity = defineEntity({
  name: 'Snapshot',
  tableName: 'snapshots',
  properties: {
    hash: p.text().primary(),
    model: p.text().$type<ModelName>(),
    asOf: p.datetime(),
    rowCount: p.integer(),
    byteCount: p.bigint('number'),
    /** null: an old one that no version was trained on; its file says it for each row. */
    synthetic: p.boolean().strictNullable(),
    /** When erased people were taken out of it last; null: never. */
    erasedAt: p.datetime().strictNullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

export const ModelVersionEntity = defineEntity({
  name: 'ModelVersion',
  tableName: 'model_versions',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    model: p.text().$type<ModelName>(),
    name: p.text(),
    runId: () => p.oneToOne(RunEntity).mapToPk().fieldName('run_id'),
    engine: p.text(),
    artifactHash: p.text(),
    byteCount: p.bigint('number'),
    snapshotHash: () => p.manyToOne(SnapshotEntity).mapToPk().fieldName('snapshot_hash'),
    metrics: p.json<Metrics>(),
    card: p.json<unknown>(),
    golden: p.json<GoldenRows>().strictNullable(),
    synthetic: p.boolean(),
    /** null: a model with one source of labels only, or a version of an earlier release. */
    labelSource: p.text().$type<LabelSource>().strictNullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

export const ChampionEntity = defineEntity({
  name: 'Champion',
  tableName: 'champions',
  properties: {
    model: p.text().$type<ModelName>().primary(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id'),
    deployedAt: p.datetime(),
  },
});

export const DeploymentEntity = defineEntity({
  name: 'Deployment',
  tableName: 'deployments',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    key: p.text().unique(),
    model: p.text().$type<ModelName>(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id'),
    previousVersionId: () =>
      p.manyToOne(ModelVersionEntity).mapToPk().fieldName('previous_version_id').strictNullable(),
    action: p.text().$type<'deploy' | 'rollback'>(),
    actor: p.text(),
    reason: p.text(),
    evidence: p.json<unknown>(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

export const MailEntity = defineEntity({
  name: 'Mail',
  tableName: 'mails',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    name: p.text().unique(),
    key: p.text().unique(),
    messageId: p.text().unique(),
    recipient: p.text(),
    subject: p.text(),
    body: p.text(),
    html: p.text().strictNullable(),
    charts: p.json<readonly MailChart[]>(),
    thread: p.json<readonly string[]>(),
    state: p.text().$type<'queued' | 'sent' | 'failed'>().default('queued'),
    attempts: p.integer().default(0),
    lastError: p.text().strictNullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
    sentAt: p.datetime().strictNullable(),
  },
});

/** A single row, made by its migration. */
export const InstallationEntity = defineEntity({
  name: 'Installation',
  tableName: 'installation',
  properties: {
    onlyRow: p.boolean().primary(),
    id: p.uuid(),
    upgraded: p.boolean(),
    artifactsPlace: p.text().strictNullable(),
    erasureKeyCheck: p.blob().strictNullable(),
    createdAt: p.datetime(),
  },
});

export const ApiTokenEntity = defineEntity({
  name: 'ApiToken',
  tableName: 'api_tokens',
  properties: {
    id: p.text().primary(),
    hash: p.blob(),
    label: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
    revokedAt: p.datetime().strictNullable(),
    role: p.text().$type<Role>(),
    expiresAt: p.datetime().strictNullable(),
    lastUsedAt: p.datetime().strictNullable(),
  },
});

/** The hidden traits of the simulation, for proofs only. */
export const SimulationTruthEntity = defineEntity({
  name: 'SimulationTruth',
  tableName: 'truth',
  schema: 'simulation',
  properties: {
    entity: p.text().primary(),
    externalId: p.text().primary(),
    truth: p.json<unknown>(),
  },
});

export const trainingEntities = [
  RetrainEntity,
  RunEntity,
  StepEntity,
  SnapshotEntity,
  ModelVersionEntity,
  ChampionEntity,
  DeploymentEntity,
  MailEntity,
  InstallationEntity,
  ApiTokenEntity,
  SimulationTruthEntity,
] as const;
