import { ownTriggers, unusualOptions } from '../../domain/unusual-run.ts';

/** `isUnusual` in SQL, for `runs` joined with `retrains`: true for runs that learn from what a training learns from by itself. */
export const isUsualRun = `(retrains.trigger in (${quoted(ownTriggers)}) or not exists (
  select 1 from jsonb_each(runs.input) as chosen
  where chosen.key in (${quoted(unusualOptions)}) and not (chosen.key = 'shuffleLabels' and chosen.value = 'false')))`;

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
