/** Values of a numeric column that may not be real measurements. They are reported, never changed. */
export type OddValues = {
  /** Numbers that repeat far away from all others, as those that stand for missing values do. */
  readonly sentinels: readonly { readonly value: number; readonly rows: number }[];
  /** Other values that are too far away to belong to the rest. */
  readonly far: { readonly rows: number; readonly values: readonly number[] } | null;
  /** The range of the other values. */
  readonly range: readonly [number, number];
};

/** A larger sample hardly changes the quantiles. */
const sampleSize = 10_000;
const leastValues = 20;
/** The least distance of a sentinel from all other values, as a share of their spread. */
const sentinelGap = 0.25;
/** A larger share of far values belongs to the column. */
const mostFar = 0.02;
const listedValues = 5;

/** @param values those of all rows; NaN is missing. @returns null when nothing is odd. */
export function findOddValues(values: Float64Array): OddValues | null {
  const present = values.filter((value) => !Number.isNaN(value));
  const step = Math.max(1, present.length / sampleSize);
  const size = Math.floor(present.length / step);
  const rest = Float64Array.from({ length: size }, (_, at) => present[Math.floor(at * step)])
    .filter((value) => !looksLikeCode(value))
    .sort();
  if (rest.length < leastValues) return null;
  const at = (share: number) => rest[Math.round(share * (rest.length - 1))];
  const spread = at(0.995) - at(0.005);
  if (!(spread > 0)) return null;
  const high = limit(at(0.5), at(0.8), at(0.95), at(0.95) - at(0.05), rest.length * step);
  const low = -limit(-at(0.5), -at(0.2), -at(0.05), at(0.95) - at(0.05), rest.length * step);
  const codes = new Map<number, number>();
  const far = new Map<number, number>();
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of present) {
    const outside =
      belowZero(value, rest[0]) || value > at(0.995) + sentinelGap * spread || value < at(0.005) - sentinelGap * spread;
    if (outside && looksLikeCode(value)) codes.set(value, (codes.get(value) ?? 0) + 1);
    else if (value > high || value < low) far.set(value, (far.get(value) ?? 0) + 1);
    else {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return judged(codes, far, [least, greatest], spread, present.length);
}

function judged(
  codes: ReadonlyMap<number, number>,
  far: ReadonlyMap<number, number>,
  range: readonly [number, number],
  spread: number,
  count: number,
): OddValues | null {
  const repeats = count < 100 ? 2 : 3;
  const apart = (value: number) =>
    belowZero(value, range[0]) || Math.max(range[0] - value, value - range[1]) >= sentinelGap * spread;
  const sentinels: { value: number; rows: number }[] = [];
  const others = new Map<number, number>();
  for (const [value, rows] of codes) {
    if (!apart(value)) continue;
    if (rows >= repeats) sentinels.push({ value, rows });
    else others.set(value, rows);
  }
  const farRows = [...far.values()].reduce((sum, rows) => sum + rows, 0);
  // -32768 and the like
  for (const [value, rows] of far) {
    if (rows >= repeats && rows >= farRows / 3) sentinels.push({ value, rows });
    else others.set(value, rows);
  }
  const rows = [...others.values()].reduce((sum, each) => sum + each, 0);
  const told = rows > 0 && rows <= Math.max(2, mostFar * count);
  if (sentinels.length === 0 && !told) return null;
  const byDistance = [...others.keys()].sort((a, b) => Math.abs(b) - Math.abs(a));
  return {
    sentinels: sentinels.sort((a, b) => b.rows - a.rows || a.value - b.value),
    far: told ? { rows, values: byDistance.slice(0, listedValues) } : null,
    range,
  };
}

/**
 * How far away values of this column may lie. From the 80% to the 95% quantile the rows beyond become a quarter, and the tail goes
 * on by such steps until a 64th of a row is left. Each step is longer than the one before, by the ratio of this step to the one from the
 * median to the 80% quantile, so that a long tail may be long.
 */
function limit(middle: number, fifth: number, twentieth: number, width: number, rows: number): number {
  const first = fifth - middle;
  const second = Math.max(twentieth - fifth, 0.05 * width);
  if (!(first > 0)) return Number.POSITIVE_INFINITY;
  const growth = Math.max(1, second / first);
  let reached = twentieth;
  let stride = second;
  for (let steps = Math.log(0.05 * rows) / Math.log(4) + 3; steps > 0; steps--) {
    stride *= growth;
    reached += Math.min(1, steps) * stride;
  }
  return reached;
}

/** True for one repeated digit (99, 999, 7777) and for round numbers below zero (-200, -1000, -1). */
function looksLikeCode(value: number): boolean {
  if (!Number.isInteger(value)) return false;
  const size = Math.abs(value);
  if (size > 9 && /^(\d)\1+$/.test(String(size))) return true;
  return value < 0 && (size === 1 || size % 100 === 0);
}

/** When nothing else is below zero, -9999 isn't a measurement, however close the rest is. */
function belowZero(value: number, least: number): boolean {
  return least >= 0 && value <= -99;
}

/** Notes about a column, each with what can be done. */
export function oddValuesNotes(column: string, { sentinels, far, range }: OddValues): string[] {
  const others = `all others are ${short(range[0])} to ${short(range[1])}`;
  const notes = sentinels.map(
    ({ value, rows }) =>
      `${column} is ${value} in ${rows} rows, ${others}: used as a number; if it stands for a missing value, --missing ${value}.`,
  );
  if (far === null) return notes;
  const more = far.rows > far.values.length ? ', ...' : '';
  const fix =
    far.rows > listedValues ? 'correct them in the file' : `correct them, or --missing ${far.values.join(',')}`;
  return [
    ...notes,
    `${column} is hardly possible in ${far.rows} row${far.rows === 1 ? '' : 's'} (${far.values.join(', ')}${more}), ${others}: used as they are; ${fix}.`,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
