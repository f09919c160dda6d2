import type { LabelSource } from './lead-labels.ts';
import type { ModelName } from './models.ts';
import { qualityTiers } from './tiers.ts';

/**
 * Whom a model names, and of whom that came true: a lead that it calls hot, somebody whom it expects to leave, a message to which it expects
 * an answer. It is what a person sees of a model: beside the share of all who came true, it says what the model is good for.
 */
export type CallRule = { readonly calledFrom: number; readonly trueFrom: number };

/** `called` of `rows` were named, of these `calledTrue` came true; `allTrue` of all rows did. */
export type Calls = {
  readonly rows: number;
  readonly called: number;
  readonly calledTrue: number;
  readonly allTrue: number;
};

const hot = qualityTiers[0].from;
/** Of the ladder of outcomes (`models/lead-scoring/lead-label.ts`), that of a converted lead. */
const converted = 70;

/** @param threshold of a classifier: the probability from which on it says yes. */
export function callRule(model: ModelName, threshold: number, labels: LabelSource | null): CallRule {
  if (model !== 'lead_scoring') return { calledFrom: threshold, trueFrom: 1 };
  return { calledFrom: hot, trueFrom: labels === 'outcomes' ? converted : hot };
}

/** @param y labels. @param p what the model answered. */
export function countCalls(y: ArrayLike<number>, p: ArrayLike<number>, { calledFrom, trueFrom }: CallRule): Calls {
  let [called, calledTrue, allTrue] = [0, 0, 0];
  for (let row = 0; row < y.length; row++) {
    const cameTrue = y[row] >= trueFrom;
    if (cameTrue) allTrue++;
    if (p[row] < calledFrom) continue;
    called++;
    if (cameTrue) calledTrue++;
  }
  return { rows: y.length, called, calledTrue, allTrue };
}
