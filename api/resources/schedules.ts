import type { ScheduleStatus } from '../../control/schedule-control.ts';
import { wordActor } from '../../domain/access/actor.ts';
import type { ScheduleCommandName } from '../../domain/schedules.ts';
import { requestNoteSchema } from '../contracts/experiments.ts';
import { type ScheduleAnswer, scheduleParamsSchema, scheduleSchema, schedulesSchema } from '../contracts/schedules.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const commands: readonly { readonly name: ScheduleCommandName; readonly summary: string }[] = [
  { name: 'pause', summary: 'Let a schedule rest until it is resumed; restarts leave it paused' },
  { name: 'resume', summary: 'Let a paused schedule fire again' },
  { name: 'trigger', summary: 'Fire a schedule now, as if its time had come: the cadence decides what is trained' },
];

export function scheduleOperations({ schedules }: Pick<Ports, 'schedules'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/schedules',
      operationId: 'listSchedules',
      tag: 'Schedules',
      summary: 'List schedules: when they fire next, whether they rest, what came of their latest firings',
      success: { status: 200, description: 'All schedules.', schema: schedulesSchema },
      handle: async () => ({ schedules: (await schedules.list()).map(presentSchedule) }),
    }),
    ...commands.map(({ name, summary }) =>
      defineOperation({
        method: 'post',
        path: `/api/v1/schedules/{id}/${name}`,
        operationId: `${name}Schedule`,
        tag: 'Schedules',
        summary,
        params: scheduleParamsSchema,
        body: requestNoteSchema,
        success: { status: 200, description: 'The schedule after it.', schema: scheduleSchema },
        refusals: ['schedule_not_found', 'installation_taken'],
        handle: async ({ params: { id }, body: { reason }, caller, act }) =>
          presentSchedule(await schedules.command(id, name, { actor: wordActor(caller.actor), reason, act: act(id) })),
      }),
    ),
  ];
}

function presentSchedule(schedule: ScheduleStatus): ScheduleAnswer {
  const { id, cron, timezone, summary, state, note, nextAt, lastAt, firings, lastCommand } = schedule;
  return {
    id,
    cron,
    timezone,
    summary,
    state,
    note,
    next_at: nextAt?.toISOString() ?? null,
    last_at: lastAt?.toISOString() ?? null,
    firings: firings.map(({ firedAt, outcome, retrainId, reason, verdict }) => ({
      at: firedAt.toISOString(),
      outcome,
      retrain_id: retrainId,
      reason,
      cadence: verdict.cadence,
      leads_a_week: verdict.leadsAWeek,
      models: [...verdict.models],
    })),
    last_command:
      lastCommand === null
        ? null
        : {
            command: lastCommand.command,
            actor: lastCommand.actor,
            reason: lastCommand.reason,
            at: lastCommand.createdAt.toISOString(),
          },
  };
}
