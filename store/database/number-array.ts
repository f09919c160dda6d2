/** PostgreSQL's object id of double precision (pg_type.dat). */
const float8 = 701;
const headBytes = 20;
const elementBytes = 12;

/**
 * A parameter double precision[] with all numbers of the lists, one list after the other: in binary, as the server's array_recv reads it. As
 * text, writing the digits of a thousand predictions' features takes longer than making the predictions.
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
