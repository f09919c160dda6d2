/** PostgreSQL's object id of double precision, from pg_type.dat. */
const float8 = 701;
const headBytes = 20;
const elementBytes = 12;

/**
 * A double precision[] parameter with the numbers of all lists, one list after another, in the binary format of the server's
 * array_recv. As text, the digits of a thousand predictions' features take longer to write than the predictions to make.
 */
export function numberArray(lists: readonly ArrayLike<number>[]): Buffer {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const buffer = Buffer.allocUnsafe(headBytes + count * elementBytes);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  // dimensions, no nulls, type, length, first subscript
  for (const [at, value] of [1, 0, float8, count, 1].entries()) view.setInt32(4 * at, value);
  let at = headBytes;
  for (const list of lists) {
    for (let item = 0; item < list.length; item++) {
      view.setInt32(at, 8);
      view.setFloat64(at + 4, list[item]);
      at += elementBytes;
    }
  }
  return buffer;
}
