/**
 * Seeded random numbers of the simulation: sfc32 (Chris Doty-Humphrey, PractRand), its state filled by splitmix32. Each path
 * of names seeds its own source, so draws for one subject or purpose never shift those for another.
 */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  chance(probability: number): boolean;
  /** Standard normal. */
  normal(): number;
  /** Counts with the given mean; for means up to about 30. */
  poisson(mean: number): number;
  /** exp(N(ln median, sigma²)). */
  logNormal(median: number, sigma: number): number;
  pick<T>(items: readonly T[]): T;
};

function hashPath(path: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of path) {
    for (const character of `${part}/`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash >>> 0;
}

export function createRandom(...path: readonly (string | number)[]): Random {
  let filling = hashPath(path);
  const word = () => {
    filling = (filling + 0x9e3779b9) | 0;
    let z = filling ^ (filling >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = word();
  let b = word();
  let c = word();
  let counter = word();

  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** Box and Muller (1958). */
  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }

  /** Knuth's method: counts how many uniform factors keep the product above exp(-mean). */
  function poisson(mean: number): number {
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = next(); product > floor; product *= next()) count++;
    return count;
  }

  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    integer: (below) => Math.floor(below * next()),
    chance: (probability) => next() < probability,
    normal,
    poisson,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pick: (items) => items[Math.floor(items.length * next())],
  };
}

/** The integers 0 to length - 1 in random order (Fisher-Yates). */
export function permutation(length: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    const kept = order[at];
    order[at] = order[other];
    order[other] = kept;
  }
  return order;
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
