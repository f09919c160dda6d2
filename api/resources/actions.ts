import { wordActor } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import { outcomeOf } from '../../domain/work-actions.ts';
import type { WorkAction } from '../../store/actions/work-actions.ts';
import { actionParamsSchema, actionSchema, newActionSchema } from '../contracts/actions.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

/** Clocks of honest clients are at most so far ahead of ours. */
const clockSkewMilliseconds = 60_000;

export function actionOperations(
  { actions, recordOutcomes }: Pick<Ports, 'actions' | 'recordOutcomes'>,
  now = () => new Date(),
): Operation[] {
  return [
    defineOperation({
      method: 'post',
      path: '/api/v1/actions',
      operationId: 'recordAction',
      tag: 'People',
      summary: 'Say what was done about somebody on a list, or that a lead is won or lost',
      body: newActionSchema,
      success: { status: 200, description: 'Kept. Won and lost are outcomes too.', schema: actionSchema },
      refusals: ['subject_not_found'],
      handle: async ({ body: { model, subject, kind, occurred_at }, caller, act }) => {
        const occurredAt = occurred_at === undefined ? now() : new Date(occurred_at);
        const converted = outcomeOf(kind);
        if (occurredAt.getTime() > now().getTime() + clockSkewMilliseconds)
          throw new PerennialError('invalid_input', 'body.occurred_at lies in the future.', 'Say when it happened.');
        if (converted !== null) {
          const id = `action/${kind}/${subject}/${occurredAt.toISOString()}`;
          await recordOutcomes([{ id, model, subject, converted, occurredAt }]);
        }
        const done = { model, subject, kind, actor: wordActor(caller.actor), occurredAt };
        return present(await actions.record(done, act(subject, { model, kind })));
      },
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/actions/{id}/undo',
      operationId: 'undoAction',
      tag: 'People',
      summary: 'Take back what was said to be done; outcomes stay',
      params: actionParamsSchema,
      success: { status: 200, description: 'It counts no more.', schema: actionSchema },
      refusals: ['not_found'],
      handle: async ({ params: { id }, act }) => {
        const undone = await actions.undo(id, act(String(id)));
        if (undone === null)
          throw new PerennialError('not_found', `There is no action ${id} to take back.`, 'Load the list again.', {
            id,
          });
        return present(undone);
      },
    }),
  ];
}

function present({ occurredAt, hiddenUntil, ...same }: WorkAction) {
  return {
    ...same,
    occurred_at: occurredAt.toISOString(),
    hidden_until: hiddenUntil?.toISOString() ?? null,
  };
}
