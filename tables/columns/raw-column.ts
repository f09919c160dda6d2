import type { DateStyle } from '../values/date-text.ts';
import { isSpreadsheetError, type MissingMarkers } from '../values/missing-text.ts';
import { addPlainEvidence, type NumberEvidence, noEvidence } from '../values/number-evidence.ts';
import { type NumberShape, plainNumber } from '../values/plain-number.ts';

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
  /** What is missing is empty: no cell holds NA or another marker. */
  readonly blanksOnly: boolean;
  /** True: a comma is the decimal mark in this column. False: it separates thousands. Undefined: not decided. */
  readonly decimalComma?: boolean;
  /** How the column writes dates; `told` is false when no text tells. Undefined: it has no such dates. */
  readonly dates?: { readonly style: DateStyle; readonly told: boolean };
};

/** What is known about a column's cells besides their values. It is used once all cells are read. */
export type CellTally = {
  /** The evidence of the plain numbers. */
  readonly evidence: NumberEvidence;
  /** 1 for each row with a number such as 4.045, whose point may separate thousands. null: there is none. */
  readonly grouped: Uint8Array | null;
  /** Plain numbers. */
  readonly numbers: number;
  /** Cells such as #REF!, which count as missing. */
  readonly excelErrors: number;
  /** The first of them. */
  readonly excelError: string;
};

export type RawColumnBuilder = {
  append(cell: string): void;
  /** Takes the last rows back. */
  drop(rows: number): void;
  build(): RawColumn;
  tally(): CellTally;
};

/** Of a longer text only the beginning and a hash are kept: all that matters is whether texts are equal. */
const longestText = 200;

/** Codes below those of texts. */
const missingText = 0;
const errorText = -1;

/** @param expected an estimate of the file's rows; memory grows to that at once. */
export function createRawColumn(
  name: string,
  missing: MissingMarkers,
  expected: () => number = () => 0,
): RawColumnBuilder {
  let values = new Float64Array(1024);
  let codes: Int32Array | null = null;
  const texts: string[] = [];
  const codeOfText = new Map<string, number>();
  let rows = 0;
  const evidence = noEvidence();
  const shape: NumberShape = { places: -1 };
  let grouped: Uint8Array | null = null;
  let numbers = 0;
  let markers = 0;
  let errors = 0;
  let firstError = '';

  function append(cell: string): void {
    if (rows === values.length) grow();
    const row = rows++;
    values[row] = Number.NaN;
    const text = trimmed(cell);
    if (text.length === 0) return;
    const value = plainNumber(text, shape);
    if (!Number.isNaN(value)) {
      if (missing.numbers.size > 0 && missing.numbers.has(value)) {
        markers++;
        return;
      }
      values[row] = value;
      numbers++;
      if (addPlainEvidence(evidence, value, shape.places)) {
        grouped ??= new Uint8Array(values.length);
        grouped[row] = 1;
      }
      return;
    }
    const key = text.length > longestText ? shortened(text) : text;
    let code = codeOfText.get(key);
    if (code === undefined) {
      // a copy, because a slice would keep the whole piece of the file in memory
      const kept = Buffer.from(key).toString();
      code = codeOf(kept);
      codeOfText.set(kept, code);
    }
    if (code <= missingText) {
      markers++;
      if (code === errorText && errors++ === 0) firstError = text;
      return;
    }
    codes ??= new Int32Array(values.length);
    codes[row] = code;
  }

  function codeOf(text: string): number {
    if (missing.texts.has(text.toLowerCase())) return missingText;
    return isSpreadsheetError(text) ? errorText : texts.push(text);
  }

  function grow(): void {
    const length = Math.max(2 * values.length, Math.ceil(expected()));
    const more = new Float64Array(length);
    more.set(values);
    values = more;
    if (grouped !== null) {
      const moreGrouped: Uint8Array = new Uint8Array(length);
      moreGrouped.set(grouped);
      grouped = moreGrouped;
    }
    if (codes === null) return;
    const moreCodes = new Int32Array(length);
    moreCodes.set(codes);
    codes = moreCodes;
  }

  function drop(count: number): void {
    rows -= count;
    codes?.fill(0, rows, rows + count);
    grouped?.fill(0, rows, rows + count);
    // texts are numbered in order of appearance, so those of the dropped rows alone come last
    let used = 0;
    for (let row = 0; codes !== null && row < rows; row++) used = Math.max(used, codes[row]);
    for (const text of texts.splice(used)) codeOfText.delete(text);
    if (texts.length === 0) codes = null;
  }

  return {
    append,
    drop,
    tally: () => ({
      evidence,
      grouped: grouped?.subarray(0, rows) ?? null,
      numbers,
      excelErrors: errors,
      excelError: firstError,
    }),
    build: () => ({
      name,
      values: values.subarray(0, rows),
      codes: codes?.subarray(0, rows) ?? null,
      texts,
      blanksOnly: markers === 0,
    }),
  };
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
