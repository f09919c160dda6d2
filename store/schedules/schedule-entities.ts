import { defineEntity, p } from '@mikro-orm/core';
import type { CadenceVerdict } from '../../domain/cadence.ts';
import type { ScheduleCommandName } from '../../domain/schedules.ts';

/** Firings and commands of schedules as entities (columns are described in migrations/0004-schedules.ts). */

export const ScheduleFiringEntity = defineEntity({
  name: 'ScheduleFiring',
  tableName: 'schedule_firings',
  properties: {
    id: p.text().primary(),
    schedule: p.text(),
    firedAt: p.datetime(),
    outcome: p.text().$type<'started' | 'skipped'>(),
    retrainId: p.text().strictNullable(),
    reason: p.text(),
    verdict: p.json<CadenceVerdict>(),
  },
});

export const ScheduleCommandEntity = defineEntity({
  name: 'ScheduleCommand',
  tableName: 'schedule_commands',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    schedule: p.text(),
    command: p.text().$type<ScheduleCommandName>(),
    actor: p.text(),
    reason: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
    /** The command that it confirms; null for an earlier release's, and for one that was found in Temporal. */
    commandId: p.text().strictNullable(),
  },
});

/** Columns are described in migrations/0007-arrivals.ts. */
export const ExpectedFiringEntity = defineEntity({
  name: 'ExpectedFiring',
  tableName: 'expected_firings',
  properties: { schedule: p.text().primary(), expectedAt: p.datetime() },
});

/** Columns are described in migrations/0017-commands.ts. */
export const ScheduleStateEntity = defineEntity({
  name: 'ScheduleState',
  tableName: 'schedule_states',
  properties: {
    schedule: p.text().primary(),
    paused: p.boolean(),
    note: p.text().strictNullable(),
    seenAt: p.datetime(),
  },
});

export const scheduleEntities = [
  ScheduleFiringEntity,
  ScheduleCommandEntity,
  ExpectedFiringEntity,
  ScheduleStateEntity,
] as const;
