import { PerennialError } from '../../domain/errors.ts';

/** 'Created At', 'created-at', 'createdAt' and 'CREATED_AT' are one name. */
export function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_\u200b\ufeff-]+/g, '');
}

/** By the name that a mapping uses: the column's place in the header, undefined where the file lacks it. */
export type FindColumn = (name: string) => number | undefined;

/** A column that bears the very name goes first. @throws PerennialError where two columns bear the name that is asked for. */
export function columnFinder(header: readonly string[]): FindColumn {
  const placesOf = new Map<string, number[]>();
  for (const [at, name] of header.entries()) {
    const key = columnKey(name);
    const places = placesOf.get(key);
    if (places === undefined) placesOf.set(key, [at]);
    else places.push(at);
  }
  return (name) => {
    const places = placesOf.get(columnKey(name)) ?? [];
    if (places.length < 2) return places[0];
    const exact = places.filter((at) => header[at].trim() === name.trim());
    if (exact.length === 1) return exact[0];
    const repeated = header[places[1]];
    throw new PerennialError(
      'invalid_input',
      `The file has two columns named "${repeated}".`,
      'Rename one of them in its first line.',
      { repeated },
    );
  };
}
