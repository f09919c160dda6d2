import { isDeepStrictEqual } from 'node:util';
import type { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { installationOfQueue } from '../contract/installation.ts';
import type { RetrainInput } from '../contract/messages.ts';
import type { OpenRetrainInput, RunStep } from '../contract/step-types.ts';
import { startCommandId } from '../control/retrain-id.ts';
import { PerennialError } from '../domain/errors.ts';
import { findCommand } from '../store/commands/commands.ts';
import type { Database } from '../store/database/database.ts';
import { readRetrain } from '../store/training/retrains.ts';

/**
 * Whoever reaches Temporal can start our workflows with any input: its dev server asks nobody for a password. So a step does
 * only what rows of the database order: a training, what was ordered of it; anything else, nothing of the future.
 * docs/security.md says what remains possible.
 */
export function requireOrders(database: Database) {
  return (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(
        input: ActivityExecuteInput,
        next: Next<ActivityInboundCallsInterceptor, 'execute'>,
      ): Promise<unknown> {
        const [step] = input.args;
        if (typeof step === 'object' && step !== null) await requireOrdered(database, context.info, step);
        return await next(input);
      },
    },
  });
}

type ActivityInfo = Pick<Context['info'], 'activityType' | 'taskQueue' | 'workflowExecution'>;

/** ms by which the clocks of our machines may differ. */
const clockTolerance = 3_600_000;

/** What steps call the moment that they take as now. */
const moments = ['requestedAt', 'startedAt', 'firedAt', 'at'] as const;

export async function requireOrdered(database: Database, info: ActivityInfo, step: object): Promise<void> {
  await refuseFuture(database, step);
  if (info.activityType === 'openRetrain') await requireOrderedRetrain(database, info, step as OpenRetrainInput);
  if ('runId' in step && 'retrainId' in step) await requireOrderedRun(database, info, step as RunStep);
}

async function refuseFuture(database: Database, step: object): Promise<void> {
  const given = moments.flatMap((name) => (name in step ? [(step as Record<string, unknown>)[name]] : []));
  if (given.length === 0) return;
  const [{ now }] = (await database.query<{ now: Date }>('select clock_timestamp() as now')) as [{ now: Date }];
  for (const moment of given) {
    const at = typeof moment === 'string' ? Date.parse(moment) : Number.NaN;
    if (at <= now.getTime() + clockTolerance) continue;
    throw new PerennialError(
      'invalid_input',
      `A step was asked to act as of ${JSON.stringify(moment)}, which the database's clock (${now.toISOString()}) hasn't reached.`,
      'Correct the clock of the machine that asked, or find out who started this workflow (docs/security.md).',
      { moment, now: now.toISOString() },
    );
  }
}

async function requireOrderedRetrain(database: Database, info: ActivityInfo, step: OpenRetrainInput): Promise<void> {
  const { retrainId, models, trigger, options, startedAt } = step;
  const opened = await readRetrain(database, retrainId);
  // a repeated attempt, or one whose order an earlier release did not record
  if (opened !== null && opened.temporalRunId === info.workflowExecution?.runId) return;
  const command = await findCommand(database, startCommandId(retrainId));
  if (command === null || command.state === 'refused') throw notOrdered(retrainId);
  const ordered = command.arguments as RetrainInput;
  const asked = { models: ordered.models, trigger: ordered.trigger, options: ordered.options, at: ordered.requestedAt };
  if (!isSame(asked, { models, trigger, options, at: startedAt })) throw notOrdered(retrainId);
}

/** Only the one child of a running retrain that its row orders: no other workflow may act for it. */
async function requireOrderedRun(database: Database, info: ActivityInfo, step: RunStep): Promise<void> {
  const { retrainId, runId, model, options } = step;
  const retrain = await readRetrain(database, retrainId);
  const ordered =
    retrain?.state === 'running' &&
    retrain.models.includes(model) &&
    runId === `${retrainId}/${model}` &&
    isSame(retrain.input, options) &&
    info.workflowExecution?.workflowId === installationOfQueue(info.taskQueue).trainModel(runId);
  if (!ordered) throw notOrdered(runId);
}

function isSame(stored: unknown, given: object): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(given)));
}

function notOrdered(id: string): PerennialError {
  return new PerennialError(
    'run_not_found',
    `The database knows of no running training "${id}" with these options.`,
    'Start one: npx perennial train. If this one was not started by you, docs/security.md says who can.',
    { id },
  );
}
