/**
 * The value as jsonb will give it back (dates as text, undefined dropped). JSON would turn NaN and infinities into null, which
 * reads as 'unknown': they are refused instead, with the place.
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
