import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * Rows of any number, kept by column in a file: a block of rows is in memory, and goes to the file when it is full. Columns are numbers,
 * codes (whole numbers of 32 bits) and texts, each by its place among its kind.
 */
export type RowSpool = {
  readonly rows: number;
  /** Sets a value of the row that `endRow` completes. */
  setNumber(column: number, value: number): void;
  setCode(column: number, code: number): void;
  /** UTF-8. */
  setText(column: number, bytes: Uint8Array): void;
  endRow(): void;
  /** The values of one column, block by block, each valid until the next is asked for. */
  numbers(column: number): Iterable<Float64Array>;
  codes(column: number): Iterable<Int32Array>;
  texts(column: number): Iterable<SpooledTexts>;
  /** Bytes of all texts of a column. */
  textBytes(column: number): number;
  close(): void;
};

/** `lengths`: bytes of each text; `bytes`: all of them, one after another. */
export type SpooledTexts = { readonly lengths: Int32Array; readonly bytes: Uint8Array };

type Text = { lengths: Int32Array; bytes: Buffer; used: number; total: number };
/** Where the block begins, and where its bytes of each column of texts do. */
type Block = { readonly start: number; readonly rows: number; readonly texts: readonly Place[] };
type Place = { readonly start: number; readonly length: number };

/** A multiple of 8, so that a bitmap's bytes don't cross blocks. */
const usualRows = 8_192;

/** @param file is made, and must not be there. @param blockRows a multiple of 8. */
export function createRowSpool(
  file: string,
  kinds: { readonly numbers: number; readonly codes: number; readonly texts: number },
  blockRows = usualRows,
): RowSpool {
  const descriptor = openSync(file, 'wx+', 0o600);
  const numbers = Array.from({ length: kinds.numbers }, () => new Float64Array(blockRows));
  const codes = Array.from({ length: kinds.codes }, () => new Int32Array(blockRows));
  const texts = Array.from(
    { length: kinds.texts },
    (): Text => ({ lengths: new Int32Array(blockRows), bytes: Buffer.alloc(16 * blockRows), used: 0, total: 0 }),
  );
  const blocks: Block[] = [];
  let rows = 0;
  let inBlock = 0;
  let position = 0;

  function append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; ) {
      const written = writeSync(descriptor, bytes, at, bytes.byteLength - at, position);
      at += written;
      position += written;
    }
  }

  function flush(): void {
    if (inBlock === 0) return;
    const start = position;
    for (const values of [...numbers, ...codes, ...texts.map(({ lengths }) => lengths)]) append(bytesOf(values));
    const places = texts.map((text) => {
      const place = { start: position, length: text.used };
      append(text.bytes.subarray(0, text.used));
      text.used = 0;
      return place;
    });
    blocks.push({ start, rows: inBlock, texts: places });
    inBlock = 0;
  }

  function* read<Values extends Float64Array | Int32Array>(values: Values, offset: number): Iterable<Values> {
    flush();
    for (const block of blocks) {
      fill(descriptor, bytesOf(values).subarray(0, block.rows * values.BYTES_PER_ELEMENT), block.start + offset);
      yield values.subarray(0, block.rows) as Values;
    }
  }

  const codesStart = 8 * blockRows * kinds.numbers;
  const lengthsStart = codesStart + 4 * blockRows * kinds.codes;
  return {
    get rows() {
      return rows;
    },
    setNumber(column, value) {
      numbers[column][inBlock] = value;
    },
    setCode(column, code) {
      codes[column][inBlock] = code;
    },
    setText(column, bytes) {
      const text = texts[column];
      const needed = text.used + bytes.length;
      if (needed > text.bytes.length) text.bytes = Buffer.concat([text.bytes], 2 * needed);
      text.bytes.set(bytes, text.used);
      text.lengths[inBlock] = bytes.length;
      text.used = needed;
      text.total += bytes.length;
    },
    endRow() {
      rows++;
      inBlock++;
      if (inBlock === blockRows) flush();
    },
    numbers: (column) => read(new Float64Array(blockRows), 8 * blockRows * column),
    codes: (column) => read(new Int32Array(blockRows), codesStart + 4 * blockRows * column),
    *texts(column) {
      const lengths = read(new Int32Array(blockRows), lengthsStart + 4 * blockRows * column)[Symbol.iterator]();
      for (let at = 0, next = lengths.next(); next.done !== true; at++, next = lengths.next()) {
        const { start, length } = blocks[at].texts[column];
        const bytes = new Uint8Array(length);
        fill(descriptor, bytes, start);
        yield { lengths: next.value, bytes };
      }
    },
    textBytes: (column) => texts[column].total,
    close: () => closeSync(descriptor),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function fill(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.byteLength; ) {
    const read = readSync(descriptor, bytes, at, bytes.byteLength - at, position + at);
    if (read === 0) throw new RangeError('the spooled rows end before their last block');
    at += read;
  }
}
