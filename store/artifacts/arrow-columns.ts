import { type Data, Dictionary, Float64, Int32, makeData, makeVector, Utf8, type Vector } from 'apache-arrow';

/** Typed arrays and texts as Arrow's columns and back. The same values give the same bytes. */

/** Least significant bit first, as in Arrow. */
function bitmap(length: number, isSet: (at: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (let at = 0; at < length; at++) if (isSet(at)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  return bits;
}

/** One column of a row-major matrix. NaN becomes Arrow's null over a 0, so the bytes don't depend on the NaN's bits. */
export function numberColumn(matrix: Float64Array, at: number, columns: number, rows: number): Data<Float64> {
  const data = new Float64Array(rows);
  let nullCount = 0;
  for (let row = 0; row < rows; row++) {
    const value = matrix[row * columns + at] ?? Number.NaN;
    if (Number.isNaN(value)) nullCount++;
    else data[row] = value;
  }
  if (nullCount === 0) return makeData({ type: new Float64(), data });
  const nullBitmap = bitmap(rows, (row) => !Number.isNaN(matrix[row * columns + at] ?? Number.NaN));
  return makeData({ type: new Float64(), data, nullCount, nullBitmap });
}

export function textColumn(texts: readonly string[]): Data<Utf8> {
  const bytes = Buffer.from(texts.join(''));
  const valueOffsets = new Int32Array(texts.length + 1);
  texts.forEach((text, at) => {
    valueOffsets[at + 1] = (valueOffsets[at] ?? 0) + Buffer.byteLength(text);
  });
  return makeData({ type: new Utf8(), length: texts.length, valueOffsets, data: bytes });
}

/** The type of a column of few different texts. @param id of the dictionary, unique in its file */
export function categoryType(id: number): Dictionary<Utf8, Int32> {
  return new Dictionary(new Utf8(), new Int32(), id);
}

/** Each text once, in the order of their code units, and its place by row. */
export function categoryColumn(texts: readonly (string | null)[], id: number): Data<Dictionary<Utf8, Int32>> {
  const levels = [...new Set(texts)].filter((text) => text !== null).sort();
  const places = new Map(levels.map((text, at) => [text, at]));
  const data = Int32Array.from(texts, (text) => (text === null ? 0 : (places.get(text) ?? 0)));
  const nullCount = texts.reduce((count, text) => count + (text === null ? 1 : 0), 0);
  const dictionary = makeVector(textColumn(levels));
  const type = categoryType(id);
  if (nullCount === 0) return makeData({ type, length: texts.length, data, dictionary });
  const nullBitmap = bitmap(texts.length, (row) => texts[row] !== null);
  return makeData({ type, length: texts.length, data, nullCount, nullBitmap, dictionary });
}

/** A column's numbers; NaN for null. It reads the buffers, because reading elements one by one is slow. */
export function numbersOf(column: Vector): Float64Array {
  const found = new Float64Array(column.length);
  let start = 0;
  for (const chunk of column.data) {
    const values: Float64Array | BigInt64Array = chunk.values;
    found.set(values instanceof BigInt64Array ? Array.from(values, Number) : values, start);
    forEachNull(chunk, (at) => {
      found[start + at] = Number.NaN;
    });
    start += chunk.length;
  }
  return found;
}

/** The texts of a column of `categoryColumn`. */
export function textsOf(column: Vector): (string | null)[] {
  return column.data.flatMap((chunk: Data) => {
    const levels: readonly string[] = Array.from(chunk.dictionary ?? [], String);
    const places: Int32Array = chunk.values;
    const texts: (string | null)[] = Array.from(places.subarray(0, chunk.length), (place) => levels[place] ?? null);
    forEachNull(chunk, (at) => {
      texts[at] = null;
    });
    return texts;
  });
}

function forEachNull(chunk: Data, take: (at: number) => void): void {
  const valid = chunk.nullBitmap;
  for (let at = 0; chunk.nullCount > 0 && at < chunk.length; at++) {
    const bit = chunk.offset + at;
    if (((valid[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) take(at);
  }
}
