/**
 * How well values alone order labels, 0 (not at all) to 1 (perfectly, up or down): for classes |2 AUC - 1| (Mann-Whitney), for numbers the
 * absolute rank correlation (Spearman 1904). Ties get their mean rank. NaN is left out; null where the rest doesn't differ.
 *
 * @param labels one per value; for classes 0 or 1.
 */
export function rankAssociation(values: ArrayLike<number>, labels: ArrayLike<number>, classes: boolean): number | null {
  const rows = Array.from({ length: labels.length }, (_, row) => row).filter((row) => !Number.isNaN(values[row]));
  const x = ranks(rows.map((row) => values[row]));
  const y = ranks(rows.map((row) => labels[row]));
  if (isConstant(x) || isConstant(y)) return null;
  if (!classes) return Math.abs(correlation(x, y));
  const positive = x.filter((_, at) => labels[rows[at]] === 1);
  const won = positive.reduce((sum, rank) => sum + rank, 0) - (positive.length * (positive.length + 1)) / 2;
  return Math.abs((2 * won) / (positive.length * (x.length - positive.length)) - 1);
}

/** From 1; equal values share their mean rank. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a] - values[b]);
  const found = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let at = from; at < to; at++) found[order[at]] = (from + to + 1) / 2;
    from = to;
  }
  return found;
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const middle = (a.length + 1) / 2; // the mean of ranks
  let [ab, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [da, db] = [a[at] - middle, b[at] - middle];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
