import type { RunStep } from '../contract/step-types.ts';

/** The idempotency key of a writing step: one for each run and step. */
export function stepKey(step: Pick<RunStep, 'runId'>, name: string): string {
  return `${step.runId}/${name}`;
}
