/**
 * The value as jsonb will return it (dates as text, undefined dropped). It refuses NaN and infinities and names their place,
 * because JSON would turn them into null, which means 'unknown'. What jsonb can't hold in a text, NUL and lone surrogates, becomes
 * U+FFFD: the report of an import quotes whatever stands in a file.
 */
export function storable(value: unknown, place: string): unknown {
  const text = JSON.stringify(value ?? null, function check(this: unknown, name, each: unknown) {
    if (typeof each === 'number' && !Number.isFinite(each)) {
      throw new RangeError(`${place}${name === '' ? '' : `: "${name}"`} is ${each}, which can't be stored`);
    }
    return typeof each === 'string' ? each.toWellFormed().replaceAll('\0', '\ufffd') : each;
  });
  return JSON.parse(text);
}
