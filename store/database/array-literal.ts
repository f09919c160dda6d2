/** What the server may take for something else than the text itself. */
const special = /[\\"{},\s]|^$|^null$/i;

/** A parameter of a one-dimensional array as the server's array_in reads it: pg's own takes as long as all else that a batch of predictions needs. */
export function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join()}}`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = value instanceof Date ? value.toISOString() : String(value);
  return special.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;
}
