/** An axis of values: it begins and ends at a tick, and each tick is a round number. */
export type Axis = {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
};

/** Four or so ticks around all of these values. */
export function valueAxis(values: readonly number[]): Axis {
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const spread = highest - lowest || Math.abs(highest) || 1;
  const step = roundStep(spread / 3);
  const first = Math.floor(lowest / step + 1e-9);
  const last = Math.max(Math.ceil(highest / step - 1e-9), first + 1);
  const digits = Math.max(
    0,
    -Math.floor(Math.log10(step) + 1e-9),
    hasHalf(step) ? -Math.floor(Math.log10(step)) + 1 : 0,
  );
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => {
    const value = (first + at) * step;
    return { value, label: value.toFixed(digits) };
  });
  return { from: first * step, to: last * step, ticks };
}

/** The next of 1, 2, 2.5, 5 and their tenfolds. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function hasHalf(step: number): boolean {
  const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return Math.abs(mantissa - 2.5) < 1e-6;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A window's UTC day, such as '7 Nov'. */
export function dayLabel(window: string): string {
  const at = new Date(window);
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]}`;
}

/** Which of so many windows get a date: the first, the last, and what fits evenly between. */
export function datedWindows(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: most }, (_, at) => Math.round((at * (count - 1)) / (most - 1)));
}
