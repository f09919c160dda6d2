import type { RunTrigger } from './runs.ts';

/**
 * Options by which somebody learns from something else than what a training learns from by itself: another moment, another
 * window, another engine. Such a run is a look at something. Its metrics are compared and its version may be deployed, but it
 * neither raises an alarm, nor is it an answer to one, nor does it count for the cadence.
 */
export const unusualOptions: readonly string[] = [
  'asOf',
  'horizonDays',
  'windowDays',
  'populationDays',
  'engine',
  'shuffleLabels',
  'attributes',
  'withSuspects',
];

/** What the product starts itself is usual whatever its options are. */
export const ownTriggers = ['schedule', 'degradation'] as const satisfies readonly RunTrigger[];

export function isUnusual(trigger: RunTrigger, options: object): boolean {
  if (ownTriggers.some((own) => own === trigger)) return false;
  return Object.entries(options).some(
    ([name, value]) =>
      unusualOptions.includes(name) && value !== undefined && !(name === 'shuffleLabels' && value === false),
  );
}
