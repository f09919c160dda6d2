/** Characters and words that the server would not read as plain text. */
const special = /[\\"{},\s]|^$|^null$/i;

/**
 * A one-dimensional array in the syntax of the server's array_in. pg's own conversion takes as long as everything else in a
 * batch of predictions.
 */
export function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join()}}`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = value instanceof Date ? value.toISOString() : String(value);
  return special.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;
}
