const day = 86_400_000;
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: '2-digit' });
const hourMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/**
 * Moments that a date axis names, and how.
 * @param {readonly [number, number]} range ms @param {number} most at most as many
 * @returns {{ at: number, text: string }[]}
 */
export function dateTicks([from, to], most) {
  const span = Math.max(1, to - from);
  const format = span < 2 * day ? hourMinute : span < 300 * day ? dayMonth : dayMonthYear;
  const steps = span < 2 * day ? [1 / 60, 0.25, 1, 3, 6, 12].map((hours) => (hours * day) / 24) : [];
  steps.push(...[1, 2, 4, 7, 14, 28, 56, 91, 182, 364].map((days) => days * day));
  const step = steps.find((each) => span / each <= most) ?? span / most;
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push({ at, text: format.format(at) });
  return ticks.length > 0 ? ticks : [{ at: from, text: format.format(from) }];
}

/**
 * Round values of an axis, about as many as asked for.
 * @param {readonly [number, number]} range @param {number} about
 */
export function valueTicks([least, most], about) {
  const rough = (most - least || 1) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power;
  const ticks = [];
  for (let at = Math.ceil(least / step); at * step <= most + step / 1e6; at++) ticks.push(at * step);
  return ticks;
}

/**
 * The range that values need, with some air around.
 * @param {readonly number[]} values
 * @returns {[number, number]}
 */
export function rangeOf(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = 0.08 * (most - least || Math.abs(most) || 1);
  return [least - air, most + air];
}
