import type { Matrix } from '../data/matrix.ts';
import { EngineError } from '../engine-error.ts';
import type { EncodedFeature } from './column.ts';
import type { Levels } from './levels.ts';

/**
 * A column of a model's matrix that isn't a feature of ours but an attribute of the business. Plain data.
 *
 * `levels`: the matrix holds their codes (`levels.ts`; NaN, too, is missing); null: it holds numbers.
 */
export type RawAttribute = { readonly column: number; readonly levels: Levels | null };

/** How the columns of a model's matrix become its learner's. Kept in the model, as plain data. */
export type AttributeEncoding = {
  readonly attributes: readonly RawAttribute[];
  /** `column` and `source` are columns of the matrix. */
  readonly features: readonly EncodedFeature[];
};

export type Encoder = (x: Matrix) => Matrix;

/**
 * Encodes any rows but those of the fit, whose averages hold no target of their own.
 * The encoder throws EngineError `invalid_input` for a number that is not a code of its category.
 */
export function createEncoder({ attributes, features }: AttributeEncoding): Encoder {
  const writes = features.map(writeOf);
  const categories = attributes.flatMap(({ column, levels }) => (levels === null ? [] : [{ column, levels }]));
  return (x) => {
    for (const category of categories) requireCodes(x, category);
    const width = features.length;
    const values = new Float64Array(x.rows * width);
    writes.forEach((write, at) => {
      write(x, values, at, width);
    });
    return { rows: x.rows, columns: width, values };
  };
}

/** Writes one feature of all rows: every `width`th number of `into`, from `at` on. */
type Write = (x: Matrix, into: Float64Array, at: number, width: number) => void;

function writeOf(feature: EncodedFeature): Write {
  const { column } = feature;
  switch (feature.kind) {
    case 'by level': {
      const table = Float64Array.from(feature.values, (value) => value ?? Number.NaN);
      return eachValue(column, (code) => table[Number.isNaN(code) ? 0 : code]);
    }
    case 'value':
      return eachValue(column, (value) => value);
    case 'missing':
      return eachValue(column, (value) => (Number.isNaN(value) ? 1 : 0));
    case 'sine':
    case 'cosine':
      throw new RangeError('An attribute has no cycle.');
  }
}

function eachValue(column: number, encode: (value: number) => number): Write {
  return ({ rows, columns, values }, into, at, width) => {
    for (let row = 0; row < rows; row++) into[row * width + at] = encode(values[row * columns + column]);
  };
}

function requireCodes({ rows, columns, values }: Matrix, { column, levels }: { column: number; levels: Levels }): void {
  for (let row = 0; row < rows; row++) {
    const code = values[row * columns + column];
    if (Number.isNaN(code) || (Number.isInteger(code) && code >= 0 && code <= levels.length + 1)) continue;
    throw new EngineError(
      'invalid_input',
      `Row ${row}, column ${column} is ${code}, which is not a code of its category.`,
      `Use 0 for a missing value, 1 to ${levels.length} for a level, ${levels.length + 1} for another one.`,
      { row, column, value: String(code) },
    );
  }
}

/** Sums what belongs to one column of the matrix. @param encoded rows x features @returns rows x columns */
export function sumBySource(
  { features }: Pick<AttributeEncoding, 'features'>,
  encoded: Float64Array,
  columns: number,
): Float64Array {
  const width = features.length;
  const rows = encoded.length / width;
  const sums = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < width; at++) sums[row * columns + features[at].column] += encoded[row * width + at];
  }
  return sums;
}

/** Checks what was read from a model's header. @throws EngineError `artifact_damaged`. */
export function encodingFromJson(json: unknown, columns: number): AttributeEncoding {
  const { attributes, features } = (json ?? {}) as Record<string, unknown>;
  if (!Array.isArray(attributes) || !attributes.every((each) => isAttribute(each, columns))) {
    throw damaged('its list of attributes is incomplete');
  }
  const levelsOf = new Map((attributes as RawAttribute[]).map(({ column, levels }) => [column, levels]));
  if (!Array.isArray(features) || !features.every((each) => isFeature(each, columns, levelsOf))) {
    throw damaged('its list of encoded features is incomplete');
  }
  return { attributes, features };
}

function isAttribute(json: unknown, columns: number): boolean {
  const { column, levels } = (json ?? {}) as Record<string, unknown>;
  const known = levels === null || (Array.isArray(levels) && levels.every((level) => typeof level === 'string'));
  return known && isColumn(column, columns);
}

function isFeature(json: unknown, columns: number, levelsOf: ReadonlyMap<number, Levels | null>): boolean {
  const { column, kind, values } = (json ?? {}) as Record<string, unknown>;
  if (!isColumn(column, columns)) return false;
  const levels = levelsOf.get(column) ?? null;
  if (kind !== 'by level') return levels === null && (kind === 'value' || kind === 'missing');
  if (levels === null || !Array.isArray(values) || values.length !== levels.length + 2) return false;
  return values.every((value) => value === null || Number.isFinite(value));
}

function isColumn(value: unknown, columns: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < columns;
}

function damaged(what: string): EngineError {
  return new EngineError(
    'artifact_damaged',
    `The model's encoding can't be read: ${what}.`,
    'Restore another version of the model, or train it again.',
  );
}
