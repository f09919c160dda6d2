import { PerennialError } from '../../domain/errors.ts';
import type { ModelDefinition } from '../definition.ts';

const dayMilliseconds = 86_400_000;

/** A model of one moment has labels that come after it. Labels of a window have come before its end. */
function learnsOneMoment({ windowDays }: ModelDefinition): boolean {
  return windowDays === null;
}

/** A model of one moment is learnt as of `now - horizon` unless told otherwise, the others as of now. */
export function defaultAsOf(definition: ModelDefinition, now: Date, horizonDays: number): Date {
  return learnsOneMoment(definition) ? new Date(now.getTime() - horizonDays * dayMilliseconds) : now;
}

/** The window of a training's newest labels: from when to when they were observed. */
export function newestLabels(
  definition: ModelDefinition,
  asOf: Date,
  horizonDays: number,
): { readonly from: Date; readonly to: Date } {
  const [before, after] = learnsOneMoment(definition) ? [0, horizonDays] : [horizonDays, 0];
  const at = (days: number) => new Date(asOf.getTime() + days * dayMilliseconds);
  return { from: at(-before), to: at(after) };
}

/** Throws `invalid_input` when labels would be read from a time that hasn't passed: a contact that is silent so far hasn't churned yet. */
export function requireClosedLabels(definition: ModelDefinition, asOf: Date, now: Date, horizonDays: number): void {
  const closes = new Date(asOf.getTime() + (learnsOneMoment(definition) ? horizonDays * dayMilliseconds : 0));
  if (closes <= now) return;
  const latest = defaultAsOf(definition, now, horizonDays);
  throw new PerennialError(
    'invalid_input',
    `As of ${asOf.toISOString()} with a horizon of ${horizonDays} days, the labels of ${definition.name} are not known before ${closes.toISOString()}.`,
    `Use an as-of of ${latest.toISOString()} or earlier, or a shorter horizon.`,
    { asOf: asOf.toISOString(), horizonDays, now: now.toISOString() },
  );
}
