const decimal = /^[+-]?\d+(?:\.(\d+))?$/;

/** The exact product of plain decimals, as text; undefined where one is none. 12 x 6.95 is 83.4, which floating point misses. */
export function multiplied(factors: readonly string[]): string | undefined {
  let product = 1n;
  let decimals = 0;
  for (const factor of factors) {
    const match = decimal.exec(factor.trim());
    if (match === null) return undefined;
    decimals += match[1]?.length ?? 0;
    product *= BigInt(match[0].replace('.', '').replace('+', ''));
  }
  const sign = product < 0n ? '-' : '';
  const digits = String(product < 0n ? -product : product).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}
