/** The `share` quantile (0-1) by linear interpolation, as NumPy's default (Hyndman and Fan's type 7). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A named figure against its bar; prints it and says whether it holds. */
export function holds(name: string, figure: string, held: boolean): boolean {
  print(`  ${held ? 'OK ' : 'NO '} ${name}: ${figure}`);
  return held;
}
