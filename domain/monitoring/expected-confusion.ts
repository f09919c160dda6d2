/**
 * Confidence-based performance estimation (NannyML's CBPE): the confusion to be expected of calibrated probabilities before any label
 * is known. A row given p is a true positive p times, or a false negative. Blind to concept drift: where probabilities are no
 * longer right, so is nothing that follows from them.
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
