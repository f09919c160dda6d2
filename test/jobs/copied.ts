/** Rows in COPY's binary format (PostgreSQL manual, COPY, 'Binary Format'), as the server would send them. */
export type Field = null | { readonly type: 'text' | 'jsonb'; readonly value: string } | Number8;
type Number8 =
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'bigint'; readonly value: number }
  /** Milliseconds since 1970. */
  | { readonly type: 'moment'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean };

export function copied(rows: readonly (readonly Field[])[]): Buffer {
  const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  return Buffer.concat([head, ...rows.map(rowOf), int16(-1)]);
}

function rowOf(fields: readonly Field[]): Buffer {
  return Buffer.concat([
    int16(fields.length),
    ...fields.flatMap((field) => {
      const bytes = bytesOf(field);
      return bytes === null ? [int32(-1)] : [int32(bytes.length), bytes];
    }),
  ]);
}

function bytesOf(field: Field): Buffer | null {
  if (field === null) return null;
  const eight = Buffer.alloc(8);
  switch (field.type) {
    case 'text':
      return Buffer.from(field.value);
    case 'jsonb':
      return Buffer.concat([Buffer.of(1), Buffer.from(field.value)]);
    case 'boolean':
      return Buffer.of(field.value ? 1 : 0);
    case 'double':
      eight.writeDoubleBE(field.value);
      return eight;
    case 'bigint':
      eight.writeBigInt64BE(BigInt(field.value));
      return eight;
    case 'moment':
      // microseconds from 2000 on, with some that a moment in milliseconds drops
      eight.writeBigInt64BE(BigInt(field.value - Date.UTC(2000, 0, 1)) * 1000n + 999n);
      return eight;
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
