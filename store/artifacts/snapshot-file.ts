import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Data, RecordBatchFileWriter, type Schema } from 'apache-arrow';
import { BufferRegion, FieldNode, Message, RecordBatch } from 'apache-arrow/ipc/metadata/message';

/** A column of the file: its buffers as Arrow lays them out (Arrow columnar format, 'Physical Memory Layout'). */
export type FileColumn = { readonly nullCount: number; readonly buffers: readonly FileBuffer[] };

/** `pieces` are read once, when the file is written; their bytes together are `bytes`. */
export type FileBuffer = { readonly bytes: number; pieces(): Iterable<Uint8Array> };

export type Written = { readonly hash: string; readonly byteCount: number };

const none: FileBuffer = { bytes: 0, pieces: () => [] };

/**
 * Writes an Arrow IPC file of one batch, column by column, so that no column need be whole in memory. It has the bytes that `tableToIPC`
 * gives for the same table.
 *
 * @param dictionaries by id, in the order of their columns. @param file is made, and must not be there.
 */
export function writeArrowFile(
  file: string,
  schema: Schema,
  rows: number,
  dictionaries: ReadonlyMap<number, Data>,
  columns: readonly FileColumn[],
): Written {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    return new ColumnWriter(descriptor).writeColumns(schema, rows, dictionaries, columns);
  } finally {
    closeSync(descriptor);
  }
}

/** Arrow's own writer puts messages, padding and footer in their places; only the batch's body comes from elsewhere. */
class ColumnWriter extends RecordBatchFileWriter {
  readonly #descriptor: number;
  readonly #hash = createHash('sha256');

  constructor(descriptor: number) {
    super();
    this.#descriptor = descriptor;
  }

  writeColumns(
    schema: Schema,
    rows: number,
    dictionaries: ReadonlyMap<number, Data>,
    columns: readonly FileColumn[],
  ): Written {
    this.reset(undefined, schema);
    for (const [id, data] of dictionaries) this._writeDictionaryBatch(data, id);
    const regions: BufferRegion[] = [];
    let bodyBytes = 0;
    for (const { bytes } of columns.flatMap(({ buffers }) => buffers)) {
      regions.push(new BufferRegion(bodyBytes, padded(bytes)));
      bodyBytes += padded(bytes);
    }
    const nodes = columns.map(({ nullCount }) => new FieldNode(rows, nullCount));
    this._writeMessage(Message.from(new RecordBatch(rows, nodes, regions, null), bodyBytes));
    for (const buffer of columns.flatMap(({ buffers }) => buffers)) this.#writeBuffer(buffer);
    this._writeFooter(schema);
    return { hash: this.#hash.digest('hex'), byteCount: this._position };
  }

  #writeBuffer({ bytes, pieces }: FileBuffer): void {
    const end = this._position + bytes;
    for (const piece of pieces()) this._write(piece);
    if (this._position !== end)
      throw new RangeError(`a column has ${bytes + this._position - end} bytes, not ${bytes}`);
    this._writePadding(padded(bytes) - bytes);
  }

  protected override _write(chunk: Uint8Array | Int32Array): this {
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at, bytes.length - at);
    this.#hash.update(bytes);
    this._position += bytes.length;
    return this;
  }
}

/** Of a file's buffers: the next multiple of 8. */
function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Numbers; NaN is null over a 0, as in `numberColumn`. */
export function numbersInFile(rows: number, nullCount: number, blocks: () => Iterable<Float64Array>): FileColumn {
  const zeroed = (values: Float64Array) =>
    nullCount === 0 ? values : values.map((value) => (Number.isNaN(value) ? 0 : value));
  return {
    nullCount,
    buffers: [
      validity(rows, nullCount, blocks, (value) => !Number.isNaN(value)),
      { bytes: 8 * rows, pieces: () => mapped(blocks(), (values) => bytesOf(zeroed(values))) },
    ],
  };
}

/** Milliseconds since 1970, of which none is missing. */
export function momentsInFile(rows: number, blocks: () => Iterable<Float64Array>): FileColumn {
  const pieces = () => mapped(blocks(), (values) => bytesOf(BigInt64Array.from(values, BigInt)));
  return { nullCount: 0, buffers: [none, { bytes: 8 * rows, pieces }] };
}

/** @param blocks of places in the dictionary, -1 for null. */
export function placesInFile(rows: number, nullCount: number, blocks: () => Iterable<Int32Array>): FileColumn {
  return {
    nullCount,
    buffers: [
      validity(rows, nullCount, blocks, (place) => place >= 0),
      {
        bytes: 4 * rows,
        pieces: () => mapped(blocks(), (places) => bytesOf(places.map((place) => Math.max(0, place)))),
      },
    ],
  };
}

/** Texts, of which none is missing. */
export function textsInFile(
  rows: number,
  bytes: number,
  blocks: () => Iterable<{ readonly lengths: Int32Array; readonly bytes: Uint8Array }>,
): FileColumn {
  function* offsets(): Iterable<Uint8Array> {
    let end = 0;
    yield bytesOf(Int32Array.of(0));
    for (const { lengths } of blocks()) yield bytesOf(lengths.map((length) => (end += length)));
  }
  return {
    nullCount: 0,
    buffers: [
      none,
      { bytes: 4 * (rows + 1), pieces: offsets },
      { bytes, pieces: () => mapped(blocks(), (block) => block.bytes) },
    ],
  };
}

/** A bit for each row, least significant first. @param blocks of a multiple of 8 rows each, but for the last */
function validity<Values extends Float64Array | Int32Array>(
  rows: number,
  nullCount: number,
  blocks: () => Iterable<Values>,
  isValid: (value: number) => boolean,
): FileBuffer {
  if (nullCount === 0) return none;
  const pieces = () =>
    mapped(blocks(), (values) => {
      const bits = new Uint8Array(Math.ceil(values.length / 8));
      values.forEach((value, at) => {
        if (isValid(value)) bits[at >> 3] |= 1 << (at & 7);
      });
      return bits;
    });
  return { bytes: Math.ceil(rows / 8), pieces };
}

function* mapped<From, To>(items: Iterable<From>, of: (item: From) => To): Iterable<To> {
  for (const item of items) yield of(item);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
