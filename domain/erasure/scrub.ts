import { type PersonTraces, personTables } from './traces.ts';

/** Stands where something of an erased person stood. */
export const erased = '(erased)';

export type Scrubber = {
  /** Text in which the person stands no more; the same one where they didn't. */
  text(text: string): string;
  /** A JSON value, with the names of its fields. The same one where they didn't stand in it. */
  json<Value>(value: Value): Value;
  /** Whether a text is, or holds, something of the person. */
  finds(text: string): boolean;
  /** The places of what is found in a text of lines, where nothing is known of its form: as [from, to) of its letters. */
  spans(text: string): readonly (readonly [number, number])[];
};

/** Shorter texts and ids say nothing where they stand within others: `17`, `yes`. */
const leastWithin = { id: 5, name: 5, text: 16 } as const;

/**
 * Finds a person in texts that were written about many. Phones, e-mails, full names, long texts and ids of some length are found wherever
 * they stand as words of their own. Short ids and names are found only where they are a whole value or stand in quotation marks, and with
 * `careful` not at all: among our own words, such as states, they would be somebody else's.
 */
export function createScrubber(
  { ids, phones, emails, names, rows, texts }: PersonTraces,
  { careful = false }: { readonly careful?: boolean } = {},
): Scrubber {
  const ofRows = personTables.flatMap((table) => rows[table]);
  const whole = new Set(careful ? [] : [...ids, ...names, ...ofRows].filter((each) => each !== ''));
  const within = [
    ...phones.flatMap((phone) => [phone, phone.replace(/^\+/, '')]),
    ...emails,
    ...ids.filter(saysMuch),
    ...rows.leads.filter(saysMuch),
    ...names.filter((name) => name.length >= leastWithin.name && /\s/.test(name)),
  ];
  const pattern = within.length === 0 ? null : anyOf([...new Set(within)]);
  const long = texts.filter(({ length }) => length >= leastWithin.text);

  function text(given: string): string {
    if (whole.has(given)) return erased;
    let found = pattern === null ? given : given.replace(pattern, erased);
    if (whole.size > 0 && found.includes('"')) {
      found = found.replace(/"([^"]{1,400})"/g, (all, quoted: string) => (whole.has(quoted) ? `"${erased}"` : all));
    }
    if (given.length >= leastWithin.text) {
      for (const each of long) if (found.includes(each)) found = found.replaceAll(each, erased);
    }
    return found;
  }

  /** Fields have names of ours, or of somebody's columns. */
  function fieldName(name: string): string {
    return pattern === null ? name : name.replace(pattern, erased);
  }

  function json<Value>(value: Value): Value {
    if (typeof value === 'string') return text(value) as Value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map(json);
      return items.some((item, at) => item !== value[at]) ? (items as Value) : value;
    }
    const entries = Object.entries(value);
    const scrubbed = entries.map(([name, each]) => [fieldName(name), json(each)] as const);
    const isSame = scrubbed.every(([name, each], at) => name === entries[at]?.[0] && each === entries[at]?.[1]);
    return isSame ? value : (Object.fromEntries(scrubbed) as Value);
  }

  return {
    text,
    json,
    finds: (given) => text(given) !== given,
    spans(given) {
      const found: [number, number][] = [];
      for (const match of pattern === null ? [] : given.matchAll(pattern)) {
        found.push([match.index, match.index + match[0].length]);
      }
      for (const match of given.matchAll(/"([^"\\\n]{1,400})"/g)) {
        if (whole.has(match[1] ?? '')) found.push([match.index + 1, match.index + match[0].length - 1]);
      }
      for (const each of long) {
        for (let at = given.indexOf(each); at >= 0; at = given.indexOf(each, at + each.length)) {
          found.push([at, at + each.length]);
        }
      }
      return found;
    },
  };
}

function saysMuch(id: string): boolean {
  return id.length >= leastWithin.id && !/^\d{1,7}$/.test(id);
}

/** The texts as words of their own, in letters of any size; longer ones first. */
function anyOf(texts: readonly string[]): RegExp {
  const longestFirst = [...texts].sort((one, other) => other.length - one.length);
  const escaped = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
}
