import { alertRules, isEvent } from '../alerts/rules.ts';
import type { ModelName } from '../models.ts';
import { targets } from '../targets.ts';

/** What a figure is compared with: the guide's target, or the limit from which people are alerted. */
export type Level = {
  readonly metric: string;
  readonly kind: 'target' | 'alert';
  /** On which side of it a value is bad. */
  readonly worse: 'above' | 'below';
  readonly value: number;
};

/** The levels of a model's live and drift figures that are the same for all of its versions. */
export function levelsOf(model: ModelName): Level[] {
  const ofModel = targets[model].map(
    ({ metric, comparison, limit }): Level => ({
      ...{ metric, kind: 'target', worse: comparison === '<' ? 'above' : 'below', value: limit },
    }),
  );
  const watched = new Set(['psi', ...ofModel.map(({ metric }) => metric)]);
  const alerts = alertRules.flatMap((rule): Level[] => {
    const { metric, worse, limit, mails, insteadOf } = rule;
    if (!mails || insteadOf !== undefined || isEvent(rule) || typeof limit !== 'number' || !watched.has(metric))
      return [];
    return [{ metric, kind: 'alert', worse, value: limit }];
  });
  return [...ofModel, ...alerts];
}
