/**
 * Seeded pseudo-random numbers: xoshiro128** (Blackman, Vigna 2018), its state filled by splitmix32.
 * Not for secrets. The same seed gives the same sequence on every machine.
 */
export type Random = {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform integer in [0, below); `below` is 1 to 2^32. */
  integer(below: number): number;
  /** Standard normal, by the polar method. */
  normal(): number;
  /** Fisher-Yates in place; returns its argument. */
  shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T;
};

function splitmix32(state: number): { readonly state: number; readonly value: number } {
  const next = (state + 0x9e3779b9) | 0;
  let z = next ^ (next >>> 16);
  z = Math.imul(z, 0x21f0aaad);
  z ^= z >>> 15;
  z = Math.imul(z, 0x735a2d97);
  return { state: next, value: (z ^ (z >>> 15)) >>> 0 };
}

/** @param seed any integer; its low 32 bits count. */
export function createRandom(seed: number): Random {
  const words = new Uint32Array(4);
  let filling = seed | 0;
  for (let i = 0; i < 4; i++) {
    const drawn = splitmix32(filling);
    filling = drawn.state;
    words[i] = drawn.value;
  }
  let [a, b, c, d] = words as unknown as [number, number, number, number];

  function bits32(): number {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  function next(): number {
    return ((bits32() >>> 5) * 67108864 + (bits32() >>> 6)) / 9007199254740992;
  }

  function integer(below: number): number {
    return Math.floor(next() * below);
  }

  let spare: number | undefined;
  function normal(): number {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    }
  }

  function shuffle<T extends { readonly length: number; [index: number]: unknown }>(items: T): T {
    const writable: { [index: number]: unknown } = items;
    for (let i = items.length - 1; i > 0; i--) {
      const j = integer(i + 1);
      const kept = writable[i];
      writable[i] = writable[j];
      writable[j] = kept;
    }
    return items;
  }

  return { next, integer, normal, shuffle };
}

/**
 * A 32-bit seed from the names of what it is for, e.g. `hashSeed(runSeed, 'fold', 3)`: FNV-1a over the parts' text with a
 * separator, followed by the mixer of MurmurHash3, because FNV alone keeps similar names close together.
 */
export function hashSeed(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${typeof part === 'number' ? 'n' : 's'}${part}\u0000`;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
      hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
    }
  }
  return mixed(hash);
}

/** 32 bits, each of which depends on all of the given ones: the mixer at the end of MurmurHash3. */
export function mixed(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The mixer of MurmurHash3, one word at a time. */
export function mixWord(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = hash ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
