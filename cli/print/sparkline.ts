const steps = '▁▂▃▄▅▆▇█';
const nothing = '·';

/** A history with one character per value, scaled from the smallest to the largest; a dot where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === null) return nothing;
      const share = greatest === least ? 0.5 : (value - least) / (greatest - least);
      return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))];
    })
    .join('');
}
