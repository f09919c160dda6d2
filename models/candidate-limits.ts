import type { EngineName } from '../engine/engine-names.ts';

/**
 * ml-random-forest's time grows with the square of the rows. 6 candidates of 50 trees on 1,000 rows take about as long as somebody at a
 * laptop will wait.
 */
const limits: Partial<Readonly<Record<EngineName, number>>> = { 'ml-random-forest': 6 };

/** How many candidates an engine tries when `asked` are wanted. */
export function candidateCount(engine: EngineName, asked: number): number {
  return Math.min(asked, limits[engine] ?? asked);
}
