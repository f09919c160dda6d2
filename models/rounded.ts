/** Rounds to this many decimals, as outputs are shown. Tiers follow the rounded value, so that nobody sees 75.0 called warm. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
