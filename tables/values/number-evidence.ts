/** What a column's numbers tell about its style: counts of those with one reading, and of those with two. */
export type NumberEvidence = {
  /** `12.5`, `0.123`, `1,234.50`, `1,26,226`: a point is the decimal mark. */
  decimalPoint: number;
  /** `12,5`, `0,123`, `1.234,50`, `1.234.567`: a comma is. */
  decimalComma: number;
  /** `4.045`: thousands, or three decimals. */
  pointGroups: number;
  /** `4,045`. */
  commaGroups: number;
  /** Whole numbers from 1 to 999, which have no mark of thousands in any style. */
  small: number;
  /** Whole numbers from 1000 on without a mark. */
  large: number;
};

export function noEvidence(): NumberEvidence {
  return { decimalPoint: 0, decimalComma: 0, pointGroups: 0, commaGroups: 0, small: 0, large: 0 };
}

/**
 * Adds what a plain number tells. True: a number such as 4.045, whose point may be one of thousands.
 * @param places digits behind its point; -1: it has none.
 */
export function addPlainEvidence(evidence: NumberEvidence, value: number, places: number): boolean {
  const size = Math.abs(value);
  if (places < 0) {
    if (size >= 1000) evidence.large++;
    else if (size >= 1) evidence.small++;
  } else if (places === 3 && size >= 1 && size < 1000) {
    evidence.pointGroups++;
    return true;
  } else if (places > 0) evidence.decimalPoint++;
  return false;
}

const blanksOfThousands = /(?<=\d)['’´`\u00a0\u2007\u2009\u202f ](?=\d{3})/g;

/** The digits without blanks and apostrophes between thousands. */
export function withoutBlanks(digits: string): string {
  return digits.replaceAll(blanksOfThousands, '');
}

const shapes: readonly (readonly [keyof NumberEvidence, RegExp])[] = [
  ['commaGroups', /^[1-9]\d{0,2},\d{3}$/],
  ['pointGroups', /^[1-9]\d{0,2}\.\d{3}$/],
  ['decimalPoint', /^\d*\.\d+$|^\d{1,3}(,\d{3})+\.\d+$|^\d{1,3}(,\d{3}){2,}$|^\d{1,2}(,\d{2})+,\d{3}(\.\d+)?$/],
  ['decimalComma', /^\d*,\d+$|^\d{1,3}(\.\d{3})+,\d+$|^\d{1,3}(\.\d{3}){2,}$|^\d{1,2}(\.\d{2})+\.\d{3},\d+$/],
  ['small', /^[1-9]\d{0,2}$/],
  ['large', /^[1-9]\d{3,}$/],
];

/** @param digits with their marks, without sign, currency and unit. */
export function addEvidence(evidence: NumberEvidence, digits: string): void {
  const bare = withoutBlanks(digits);
  // blanks separate thousands here, so the other mark is the decimal one
  if (bare.length < digits.length && /^\d+[.,]\d+$/.test(bare)) {
    if (bare.includes(',')) evidence.decimalComma++;
    else evidence.decimalPoint++;
    return;
  }
  const shape = shapes.find(([, pattern]) => pattern.test(bare));
  if (shape !== undefined) evidence[shape[0]]++;
}
