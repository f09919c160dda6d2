/** Ids that are watched; of more, PostgreSQL is asked. The table then takes 32 MB. */
const mostIds = 2_000_000;
const free = -1;

export type RepeatedIds = {
  see(id: string): void;
  /** False: no id was seen twice. True: one was, or may have been. null: there were too many to tell. */
  anyRepeated(): boolean | null;
};

/**
 * Whether a file names a row twice, as it is read: to ask PostgreSQL afterwards takes a twentieth of an import of a million rows. Kept are
 * hashes of 53 bits, so two ids may seem equal once in millions of files; such a file is folded for nothing.
 */
export function watchIds(): RepeatedIds {
  let hashes = new Float64Array(1024).fill(free);
  let seen = 0;
  let repeated = false;

  function put(hash: number): void {
    const mask = hashes.length - 1;
    let at = hash & mask;
    for (; hashes[at] !== free; at = (at + 1) & mask) {
      if (hashes[at] !== hash) continue;
      repeated = true;
      return;
    }
    hashes[at] = hash;
    seen++;
  }

  function grow(): void {
    const known = hashes;
    hashes = new Float64Array(2 * known.length).fill(free);
    seen = 0;
    for (const hash of known) if (hash !== free) put(hash);
  }

  return {
    see(id) {
      if (repeated || seen >= mostIds) return;
      if (2 * (seen + 1) > hashes.length) grow();
      put(hashOf(id));
    },
    anyRepeated: () => (repeated ? true : seen >= mostIds ? null : false),
  };
}

/** FNV-1a over UTF-16 units, twice with different primes: 32 and 21 bits. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
