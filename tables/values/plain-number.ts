/** Larger numbers count as text, because learners refuse them (`largestMagnitude` in the engine is the same). */
const largestNumber = 1e30;

/** How a plain number is written. `plainNumber` fills it in. */
export type NumberShape = {
  /** Digits behind its point; -1: it has no point. */
  places: number;
};

const anyShape: NumberShape = { places: -1 };

/** The value of `12`, `-3.5`, `1e-3`. NaN for anything else, and for numbers too large to learn from. */
export function plainNumber(text: string, shape: NumberShape = anyShape): number {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (!digit && first !== 45 && first !== 43 && first !== 46) return Number.NaN;
  const simple = decimal(text, shape);
  return Number.isNaN(simple) ? otherNumber(text, shape) : simple;
}

function otherNumber(text: string, shape: NumberShape): number {
  const value = Number(text);
  // Number() also takes hexadecimal, octal and binary literals, and Infinity
  if (!(Math.abs(value) <= largestNumber) || /^0[xob]/i.test(text)) return Number.NaN;
  const [mantissa] = text.split(/e/i, 1);
  const point = mantissa.indexOf('.');
  shape.places = point < 0 ? -1 : mantissa.length - 1 - point;
  return value === 0 ? 0 : value;
}

/** Powers of ten that a float64 holds exactly. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The value of up to 15 digits with an optional sign and point, NaN for anything else. The digits and the power of ten are exact,
 * so their quotient is the nearest float64 (Clinger 1990). This takes a third of the time of Number().
 */
function decimal(text: string, shape: NumberShape): number {
  const length = text.length;
  const negative = text.charCodeAt(0) === 45;
  let digits = 0;
  let count = 0;
  let point = -1;
  for (let at = negative ? 1 : 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      digits = digits * 10 + (code - 48);
      count++;
    } else if (code === 46 && point < 0) point = at;
    else return Number.NaN;
  }
  if (count === 0 || count > 15) return Number.NaN;
  const places = point < 0 ? -1 : length - 1 - point;
  shape.places = places;
  const value = places < 0 ? digits : digits / powersOfTen[places];
  return negative && value !== 0 ? -value : value;
}
