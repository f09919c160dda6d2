/** How much one column alone tells about an outcome: its ROC AUC, and its standard error. */
export type Telling = { readonly auc: number; readonly error: number };

/** One value per subject. A number, a text, or null where nothing is known, which tells something too. */
export type ColumnValues = readonly (number | string | null)[];

const folds = 5;
/** Numbers are told apart by as many quantiles. */
const bins = 20;
/** Weight of the average outcome, in subjects, against that of one value. */
const priorSubjects = 2;
/** With fewer subjects of an outcome nothing can be said. */
const leastOfClass = 10;

/**
 * Cross-validated: each subject is scored by the outcomes of others with its value, so a column of many values, such as an id, tells nothing.
 *
 * @param outcomes one per value. @param parts of 0 to 4, one per value: the part of the cross-validation that it belongs to.
 * @returns null where there are too few subjects of either outcome.
 */
export function tellAlone(
  values: ColumnValues,
  outcomes: readonly boolean[],
  parts: readonly number[],
): Telling | null {
  const positives = outcomes.filter(Boolean).length;
  const negatives = outcomes.length - positives;
  if (Math.min(positives, negatives) < leastOfClass) return null;
  const keys = groupsOf(values);
  const scores = new Float64Array(values.length);
  for (let part = 0; part < folds; part++) {
    const counts = new Map<string, { subjects: number; positives: number }>();
    const all = { subjects: 0, positives: 0 };
    keys.forEach((key, at) => {
      if (parts[at] === part) return;
      const count = counts.get(key) ?? { subjects: 0, positives: 0 };
      for (const each of [count, all]) {
        each.subjects++;
        if (outcomes[at] === true) each.positives++;
      }
      counts.set(key, count);
    });
    const prior = all.positives / Math.max(1, all.subjects);
    keys.forEach((key, at) => {
      if (parts[at] !== part) return;
      const count = counts.get(key) ?? { subjects: 0, positives: 0 };
      // minus the average of the other parts, which differs from part to part and tells nothing
      scores[at] = (count.positives + priorSubjects * prior) / (count.subjects + priorSubjects) - prior;
    });
  }
  const auc = rocAuc(scores, outcomes, positives, negatives);
  return { auc, error: standardError(auc, positives, negatives) };
}

/** Numbers of many values become quantiles. */
function groupsOf(values: ColumnValues): string[] {
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  if (new Set(numbers).size <= bins) return values.map(String);
  const edges = Array.from(
    { length: bins - 1 },
    (_, at) => numbers[Math.floor(((at + 1) * numbers.length) / bins)] ?? 0,
  );
  return values.map((value) =>
    typeof value === 'number' ? String(edges.findIndex((edge) => value < edge)) : String(value),
  );
}

/** By ranks, ties by their mean (Mann and Whitney 1947). */
function rocAuc(scores: Float64Array, outcomes: readonly boolean[], positives: number, negatives: number): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let ranks = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++;
    for (let at = from; at < to; at++) if (outcomes[order[at] ?? 0] === true) ranks += (from + to + 1) / 2;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Hanley and McNeil 1982. */
function standardError(auc: number, positives: number, negatives: number): number {
  const [one, two] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const variance =
    (auc * (1 - auc) + (positives - 1) * (one - auc * auc) + (negatives - 1) * (two - auc * auc)) /
    (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}
