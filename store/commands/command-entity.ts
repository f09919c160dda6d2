import { defineEntity, p } from '@mikro-orm/core';
import type { Act } from '../../domain/access/actor.ts';
import type { CommandKind, CommandState } from '../../domain/commands.ts';

/** Columns are described in migrations/0017-commands.ts. */
export const CommandEntity = defineEntity({
  name: 'Command',
  tableName: 'commands',
  properties: {
    id: p.text().primary(),
    kind: p.text().$type<CommandKind>(),
    target: p.text(),
    arguments: p.json<unknown>(),
    actor: p.text(),
    reason: p.text(),
    state: p.text().$type<CommandState>(),
    result: p.json<unknown>().strictNullable(),
    createdAt: p.datetime(),
    settledAt: p.datetime().strictNullable(),
    act: p.json<Act>().strictNullable(),
  },
});
