/**
 * Confidence-based performance estimation (NannyML's CBPE): the confusion expected of calibrated probabilities before any
 * label is known. A row with probability p counts as p of a positive and 1 - p of a negative. It is blind to concept drift:
 * where the probabilities are no longer right, neither is anything that follows from them.
 *
 * @param p probabilities of class 1; predicted positive is p >= threshold.
 */
export function expectedConfusion(p: Float64Array, threshold: number) {
  let [truePositive, falsePositive, trueNegative, falseNegative] = [0, 0, 0, 0];
  for (const probability of p) {
    if (probability >= threshold) {
      truePositive += probability;
      falsePositive += 1 - probability;
    } else {
      falseNegative += probability;
      trueNegative += 1 - probability;
    }
  }
  return { truePositive, falsePositive, trueNegative, falseNegative };
}
