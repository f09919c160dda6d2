import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/common';
import type { ModelFailure } from './messages.ts';

/** The details that an activity puts into an ApplicationFailure, whose type is the error's code. */
export type FailureDetails = { readonly remedy: string };

/** The innermost failure, worded for people. */
export function readFailure(error: unknown): ModelFailure {
  const cause = innermost(error);
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as FailureDetails | undefined;
    return { code: cause.type ?? 'internal', message: cause.message, remedy: details?.remedy ?? seeWebUi };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      code: 'internal',
      message: `A step timed out (${cause.timeoutType}).`,
      remedy: 'Check that a worker is running: npx perennial doctor',
    };
  }
  if (cause instanceof TerminatedFailure) {
    return {
      code: 'cancelled',
      message: 'The workflow was terminated.',
      remedy: 'Start it again: npx perennial train',
    };
  }
  return { code: 'internal', message: cause instanceof Error ? cause.message : String(cause), remedy: seeWebUi };
}

const seeWebUi = 'The Temporal Web UI shows the failed step with its stack.';

function innermost(error: unknown): unknown {
  let current = error;
  while (
    (current instanceof ActivityFailure || current instanceof ChildWorkflowFailure) &&
    current.cause !== undefined
  ) {
    current = current.cause;
  }
  return current;
}
