/**
 * Reads rows from COPY's binary format (PostgreSQL manual, COPY, 'Binary Format'): a header, then for each row the number of its fields,
 * and each field's length in bytes, -1 for null, before its bytes. Pieces may end anywhere.
 */
export type CopiedRows = {
  /** Calls back for each row that is complete. */
  push(piece: Uint8Array): void;
};

/** Fields of one row by their place, valid until the next row. */
export type CopiedRow = {
  readonly count: number;
  isNull(field: number): boolean;
  /** The field's bytes, in memory that the next piece may take. */
  bytes(field: number): Buffer;
  /** Of a double precision; NaN for null. */
  number(field: number): number;
  /** Of a boolean. */
  flag(field: number): boolean;
  /** Milliseconds since 1970 of a timestamptz. */
  moment(field: number): number;
};

/** Signature, flags, and the length of what else the header holds. */
const headBytes = 19;
const end = -1;
/** Timestamps count microseconds from 2000 on. */
const epoch = Date.UTC(2000, 0, 1);

export function readCopied(take: (row: CopiedRow) => void): CopiedRows {
  let left: Buffer = Buffer.alloc(0);
  let isBegun = false;
  let count = 0;
  let starts = new Int32Array(64);
  let lengths = new Int32Array(64);

  const row: CopiedRow = {
    get count() {
      return count;
    },
    isNull: (field) => lengths[field] < 0,
    bytes: (field) => left.subarray(starts[field], starts[field] + Math.max(0, lengths[field])),
    number: (field) => (lengths[field] < 0 ? Number.NaN : left.readDoubleBE(starts[field])),
    flag: (field) => lengths[field] > 0 && left[starts[field]] !== 0,
    moment(field) {
      const microseconds = left.readInt32BE(starts[field]) * 2 ** 32 + left.readUInt32BE(starts[field] + 4);
      return epoch + Math.floor(microseconds / 1000);
    },
  };

  /** The end of the row that begins there; null: it isn't whole yet. */
  function endOfRow(start: number): number | null {
    if (left.length < start + 2) return null;
    count = left.readInt16BE(start);
    if (count === end) return start + 2;
    if (count > starts.length) [starts, lengths] = [new Int32Array(2 * count), new Int32Array(2 * count)];
    let at = start + 2;
    for (let field = 0; field < count; field++) {
      if (left.length < at + 4) return null;
      lengths[field] = left.readInt32BE(at);
      starts[field] = at + 4;
      at += 4 + Math.max(0, lengths[field]);
      if (left.length < at) return null;
    }
    return at;
  }

  return {
    push(piece) {
      const more = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      left = left.length === 0 ? more : Buffer.concat([left, more]);
      let at = 0;
      if (!isBegun) {
        if (left.length < headBytes || left.length < headBytes + left.readInt32BE(headBytes - 4)) return;
        at = headBytes + left.readInt32BE(headBytes - 4);
        isBegun = true;
      }
      for (let next = endOfRow(at); next !== null && count !== end; next = endOfRow(at)) {
        take(row);
        at = next;
      }
      left = left.subarray(at);
    },
  };
}
