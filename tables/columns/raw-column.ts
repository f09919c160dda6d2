/** Numbers of a greater size count as text: learners take none (`largestMagnitude` of the engine is the same). */
export const largestNumber = 1e30;

/**
 * One column as the file has it. A cell is a plain number, a text or missing: `values[r]` is the number, else NaN; `codes[r]` is 1 + the
 * text's place in `texts`, else 0. Each text is kept once.
 */
export type RawColumn = {
  readonly name: string;
  readonly values: Float64Array;
  /** null: the column has no text. */
  readonly codes: Int32Array | null;
  readonly texts: readonly string[];
};

export type RawColumnBuilder = {
  append(cell: string): void;
  build(): RawColumn;
};

/** What stands for nothing in data of all origins; compared without regard to case. */
const usualMarkers = [
  ...['', 'na', 'n/a', '#n/a', '#na', '<na>', 'nan', 'nat', 'null', 'nil', 'none', '?', '-', '--', '.'],
  // nothing can be learnt from infinity
  ...['inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity'],
];

/** Cells that count as missing. */
export type MissingMarkers = { readonly texts: ReadonlySet<string>; readonly numbers: ReadonlySet<number> };

/** @param further of the command line; a number also stands for its other spellings (-999 for -999.0). */
export function missingMarkers(further: readonly string[]): MissingMarkers {
  const texts = new Set([...usualMarkers, ...further.map((marker) => marker.trim().toLowerCase())]);
  const numbers = further.map(plainNumber).filter((value) => !Number.isNaN(value));
  return { texts, numbers: new Set(numbers) };
}

/** A longer text is kept by its beginning: only whether texts are equal matters, and they hardly ever differ after it alone. */
const longestText = 200;

export function createRawColumn(name: string, missing: MissingMarkers): RawColumnBuilder {
  let values = new Float64Array(1024);
  let codes: Int32Array | null = null;
  const texts: string[] = [];
  const codeOfText = new Map<string, number>();
  let rows = 0;

  function append(cell: string): void {
    if (rows === values.length) grow();
    const row = rows++;
    values[row] = Number.NaN;
    const text = trimmed(cell);
    if (text.length === 0) return;
    const value = plainNumber(text);
    if (!Number.isNaN(value)) {
      if (missing.numbers.size === 0 || !missing.numbers.has(value)) values[row] = value;
      return;
    }
    const key = text.length > longestText ? shortened(text) : text;
    let code = codeOfText.get(key);
    if (code === undefined) {
      // a copy, for a slice would keep the whole piece of the file that it was cut from
      const kept = Buffer.from(key).toString();
      code = missing.texts.has(kept.toLowerCase()) ? 0 : texts.push(kept);
      codeOfText.set(kept, code);
    }
    if (code === 0) return;
    codes ??= new Int32Array(values.length);
    codes[row] = code;
  }

  function grow(): void {
    const length = 2 * values.length;
    const more = new Float64Array(length);
    more.set(values);
    values = more;
    if (codes === null) return;
    const moreCodes = new Int32Array(length);
    moreCodes.set(codes);
    codes = moreCodes;
  }

  return {
    append,
    build: () => ({ name, values: values.subarray(0, rows), codes: codes?.subarray(0, rows) ?? null, texts }),
  };
}

/** The value of `12`, `-3.5`, `1e-3`; NaN for all else, also for what is too large to learn from. */
export function plainNumber(text: string): number {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (!digit && first !== 45 && first !== 43 && first !== 46) return Number.NaN;
  const simple = decimal(text);
  if (!Number.isNaN(simple)) return simple;
  const value = Number(text);
  // Number() also takes hexadecimal, octal and binary literals, and Infinity
  if (!(Math.abs(value) <= largestNumber) || (first === 48 && /^0[xob]/i.test(text))) return Number.NaN;
  return value === 0 ? 0 : value;
}

/** Powers of ten that a float64 holds exactly. */
const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The value of up to 15 digits with an optional sign and point, NaN for all else. Both the digits and the power of ten are exact, so
 * their quotient is the nearest float64 (Clinger 1990), at a third of the time of Number().
 */
function decimal(text: string): number {
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
  const value = point < 0 ? digits : digits / powersOfTen[length - 1 - point];
  return negative && value !== 0 ? -value : value;
}

function trimmed(cell: string): string {
  const length = cell.length;
  if (length === 0) return cell;
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(length - 1);
  const blankAround = first <= 32 || last <= 32 || first === 0xa0 || last === 0xa0;
  return blankAround ? cell.trim() : cell;
}

function shortened(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.slice(0, longestText)}... (${text.length} characters, ${(hash >>> 0).toString(16)})`;
}
