import { defineEntity, p } from '@mikro-orm/core';
import type { ModelName } from '../../domain/models.ts';
import type { WorkKind } from '../../domain/work-actions.ts';

/** Columns are described in migrations/0023-people-at-work.ts. */

const SignInLinkEntity = defineEntity({
  name: 'SignInLink',
  tableName: 'sign_in_links',
  properties: {
    hash: p.blob().primary(),
    person: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime(),
    usedAt: p.datetime().strictNullable(),
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

export const accessEntities = [SignInLinkEntity, SessionEntity, WorkActionEntity] as const;
