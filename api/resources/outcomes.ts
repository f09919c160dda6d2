import type { Act } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import { modelNames } from '../../domain/models.ts';
import { findSubjects } from '../../serving/subjects/subjects.ts';
import { type NewOutcome, type RecordedOutcomes, recordOutcomes } from '../../store/crm/outcomes.ts';
import type { Database } from '../../store/database/database.ts';
import { type Outcomes, outcomesBodyLimit, outcomesRecordedSchema, outcomesSchema } from '../contracts/outcomes.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

/** Clocks of honest clients are at most so far ahead of ours. */
const clockSkewMilliseconds = 60_000;

export function outcomeOperations(
  { recordOutcomes }: Pick<Ports, 'recordOutcomes'>,
  now = () => new Date(),
): Operation[] {
  return [
    defineOperation({
      method: 'post',
      path: '/api/v1/outcomes',
      operationId: 'recordOutcomes',
      tag: 'Predictions',
      summary: 'Tell what became of leads and contacts',
      body: outcomesSchema,
      bodyLimit: outcomesBodyLimit,
      success: { status: 200, description: 'All are stored.', schema: outcomesRecordedSchema },
      refusals: ['subject_not_found'],
      handle: async ({ body, act }) => recordOutcomes(toOutcomes(body, now()), act(null)),
    }),
  ];
}

/** The port on a database: subjects must exist (a merged contact as its survivor), then all are stored in one transaction. */
export function recordOutcomesIn(database: Database): Ports['recordOutcomes'] {
  return async (outcomes: readonly NewOutcome[], act?: Act): Promise<RecordedOutcomes> => {
    const subjectOf = new Map<string, string>();
    for (const model of modelNames) {
      const asked = [...new Set(outcomes.filter((each) => each.model === model).map(({ subject }) => subject))];
      const found = asked.length === 0 ? [] : await findSubjects(database, model, asked);
      found.forEach(({ id }, at) => {
        subjectOf.set(`${model} ${asked[at]}`, id);
      });
    }
    return await recordOutcomes(
      database,
      outcomes.map((each) => ({ ...each, subject: subjectOf.get(`${each.model} ${each.subject}`) ?? each.subject })),
      act,
    );
  };
}

function toOutcomes({ outcomes }: Outcomes, now: Date): NewOutcome[] {
  return outcomes.map(({ id, model, subject, converted, occurred_at }, index) => {
    const occurredAt = occurred_at === undefined ? now : new Date(occurred_at);
    if (occurredAt.getTime() > now.getTime() + clockSkewMilliseconds) throw inFuture(index, occurredAt, now);
    return {
      id: id ?? `${model}/${subject}/${occurredAt.toISOString()}`,
      ...{ model, subject, converted, occurredAt },
      ...(occurred_at === undefined ? { undated: true } : {}),
    };
  });
}

function inFuture(index: number, occurredAt: Date, now: Date): PerennialError {
  return new PerennialError(
    'invalid_input',
    `body.outcomes.${index}.occurred_at: ${occurredAt.toISOString()} lies in the future; it is ${now.toISOString()}.`,
    'Send an outcome once it has happened.',
    { index, occurred_at: occurredAt.toISOString() },
  );
}
