import { defineEntity, p } from '@mikro-orm/core';
import type { ActorKind } from '../../domain/access/actor.ts';
import type { OperationName } from '../../domain/access/operations.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { ModelName } from '../../domain/models.ts';
import type { WorkKind } from '../../domain/work-actions.ts';

/** Columns are described in migrations/0023-people-at-work.ts, 0038-access.ts and 0039-kept-answers.ts. */

const SignInLinkEntity = defineEntity({
  name: 'SignInLink',
  tableName: 'sign_in_links',
  properties: {
    hash: p.blob().primary(),
    person: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    usedAt: p.datetime().strictNullable(),
    role: p.text().$type<Role>(),
  },
});

const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: p.text().primary(),
    hash: p.blob(),
    person: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    endedAt: p.datetime().strictNullable(),
    role: p.text().$type<Role>(),
    tokenId: p.text().strictNullable(),
  },
});

const WorkActionEntity = defineEntity({
  name: 'WorkAction',
  tableName: 'work_actions',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    model: p.text().$type<ModelName>(),
    subject: p.text(),
    kind: p.text().$type<WorkKind>(),
    actor: p.text(),
    occurredAt: p.datetime(),
    hiddenUntil: p.datetime().strictNullable(),
    recordedAt: p.datetime().defaultRaw('now()'),
    undoneAt: p.datetime().strictNullable(),
  },
});

export const AuditEntity = defineEntity({
  name: 'Audit',
  tableName: 'audit_log',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    at: p.datetime().defaultRaw('clock_timestamp()'),
    actorKind: p.text().$type<ActorKind>(),
    actorId: p.text().strictNullable(),
    actor: p.text(),
    role: p.text().$type<Role>(),
    operation: p.text().$type<OperationName>(),
    target: p.text().strictNullable(),
    details: p.json<Readonly<Record<string, unknown>>>(),
  },
});

const KeptAnswerEntity = defineEntity({
  name: 'KeptAnswer',
  tableName: 'kept_answers',
  properties: {
    id: p.blob().primary(),
    fingerprint: p.blob().strictNullable(),
    status: p.integer().strictNullable(),
    answer: p.blob().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});

export const accessEntities = [
  SignInLinkEntity,
  SessionEntity,
  WorkActionEntity,
  AuditEntity,
  KeptAnswerEntity,
] as const;
