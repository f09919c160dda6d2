/**
 * The value as jsonb will return it (dates as text, undefined dropped). It refuses NaN and infinities and names their place,
 * because JSON would turn them into null, which means 'unknown'.
 */
export function storable(value: unknown, place: string): unknown {
  const text = JSON.stringify(value ?? null, function check(this: unknown, name, each: unknown) {
    if (typeof each === 'number' && !Number.isFinite(each)) {
      throw new RangeError(`${place}${name === '' ? '' : `: "${name}"`} is ${each}, which can't be stored`);
    }
    return each;
  });
  return JSON.parse(text);
}
