/** The wording of figures in the reasons of plans and decisions. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** 12430 -> 12,430; below ten with one digit where it has one. */
export function count(value: number): string {
  return (value < 10 ? oneDigit : whole).format(value);
}

/** 0.081 -> 8.1% */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** 0.081 -> +8.1% */
export function signedPercent(share: number, digits = 1): string {
  return `${share >= 0 ? '+' : ''}${percent(share, digits)}`;
}

/** p-values: 0.0004 -> 0.0004, 0.21 -> 0.21, 1e-9 -> < 0.0001 */
export function probability(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toPrecision(2);
}

/** A difference of losses, with as many digits as it needs: +0.0123, -1.2 */
export function signedLoss(loss: number): string {
  const digits = Math.abs(loss) >= 1 ? 2 : 4;
  return `${loss >= 0 ? '+' : ''}${loss.toFixed(digits)}`;
}
