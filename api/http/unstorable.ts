/** What a text holds that PostgreSQL can't store, or that it would store as another text; null for all other texts. */
export function unstorable(text: string): string | null {
  if (text.includes('\0')) return 'Must not contain the character NUL';
  // sent on as UTF-8, each becomes U+FFFD: different ids would be the same
  if (!text.isWellFormed()) return 'Must not contain half of a surrogate pair';
  return null;
}

type Found = { readonly path: readonly string[]; readonly problem: string };

type Place = { readonly within: Place | null; readonly name: string };

/** The first such text in a value, or among the names in it. Walks with a stack of its own, because bodies may be nested deeply. */
export function findUnstorable(value: unknown): Found | null {
  const open: { readonly place: Place | null; readonly value: unknown }[] = [{ place: null, value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { place, value: each } = next;
    if (typeof each === 'string') {
      const problem = unstorable(each);
      if (problem !== null) return { path: pathTo(place), problem };
    } else if (typeof each === 'object' && each !== null) {
      for (const [name, inner] of Object.entries(each).reverse()) {
        const problem = unstorable(name);
        if (problem !== null) return { path: pathTo(place), problem: `The name of a field: ${problem}` };
        open.push({ place: { within: place, name }, value: inner });
      }
    }
  }
  return null;
}

function pathTo(place: Place | null): string[] {
  const path: string[] = [];
  for (let at = place; at !== null; at = at.within) path.push(at.name);
  return path.reverse();
}
