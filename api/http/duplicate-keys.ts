/**
 * JSON lets an object name a field twice, and readers differ in which one they take: what one program has checked, another would not
 * use. `JSON.parse` takes the last. So the names in the text are counted, and compared with those of the value.
 *
 * @param text that `JSON.parse` has taken.
 * @param keys of all objects in what it has become.
 * @returns where a name comes twice; null: nowhere.
 */
export function findDuplicateKey(text: string, keys: number): readonly string[] | null {
  return countNames(text) === keys ? null : locateDuplicate(text);
}

const quote = 34;
const backslash = 92;
const colon = 58;

/** Texts that a colon follows. */
function countNames(text: string): number {
  let names = 0;
  for (let start = text.indexOf('"'); start !== -1; ) {
    const end = endOfText(text, start);
    let after = end + 1;
    while (isSpace(text.charCodeAt(after))) after++;
    if (text.charCodeAt(after) === colon) names++;
    start = text.indexOf('"', after);
  }
  return names;
}

function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === backslash) before--;
  return (at - before) % 2 === 1;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** The keys of all objects in a value, and how many of them and of lists lie in one another. Level by level, because bodies may be nested deeply. */
export function measureValue(value: object): { readonly keys: number; readonly depth: number } {
  let keys = 0;
  let depth = 0;
  for (let level: object[] = [value]; level.length > 0; depth++) {
    const below: object[] = [];
    for (const next of level) {
      const inner = Array.isArray(next) ? next : Object.values(next);
      if (inner !== next) keys += inner.length;
      for (const each of inner) if (typeof each === 'object' && each !== null) below.push(each);
    }
    level = below;
  }
  return { keys, depth };
}

type Place = { readonly names: Set<string> | null; name: string; index: number };

/** Walks through the text; only a body that is refused comes here. */
function locateDuplicate(text: string): readonly string[] {
  const places: Place[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const place = places.at(-1);
    if (code === quote) {
      const end = endOfText(text, at);
      let after = end + 1;
      while (isSpace(text.charCodeAt(after))) after++;
      if (text.charCodeAt(after) === colon && place?.names) {
        place.name = JSON.parse(text.slice(at, end + 1)) as string;
        if (place.names.has(place.name)) break;
        place.names.add(place.name);
      }
      at = end;
    } else if (text[at] === '{') places.push({ names: new Set(), name: '', index: 0 });
    else if (text[at] === '[') places.push({ names: null, name: '', index: 0 });
    else if (text[at] === '}' || text[at] === ']') places.pop();
    else if (text[at] === ',' && place?.names === null) place.index++;
  }
  return places.map(({ names, name, index }) => (names === null ? String(index) : name));
}
