import { calendarQuerySchema, calendarSchema } from '../contracts/calendar.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const dayMs = 86_400_000;

export function calendarOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/calendar',
      operationId: 'readCalendar',
      tag: 'Schedules',
      summary: 'Read what ran, was skipped or missed in the last days, and why',
      query: calendarQuerySchema,
      success: { status: 200, description: 'Newest first.', schema: calendarSchema },
      handle: async ({ query }) => {
        const entries = await records.calendar(new Date(Date.now() - query.days * dayMs));
        return { entries: entries.map(present) };
      },
    }),
  ];
}

function present(entry: Awaited<ReturnType<Ports['records']['calendar']>>[number]) {
  const at = entry.at.toISOString();
  switch (entry.kind) {
    case 'training': {
      const { kind, schedule, trigger, retrainId, state, reason, runs } = entry;
      return { kind, at, schedule, trigger, retrain_id: retrainId, state, reason, runs: [...runs] };
    }
    case 'scoring':
    case 'measuring':
      return { ...entry, at, models: [...entry.models] };
    default:
      return { ...entry, at };
  }
}
