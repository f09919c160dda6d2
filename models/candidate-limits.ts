import type { EngineName } from '../engine/engine-names.ts';

/**
 * ml-random-forest's time grows with the square of the rows: 6 candidates of 50 trees on 1,000 rows is what a laptop has patience for.
 */
const limits: Partial<Readonly<Record<EngineName, number>>> = { 'ml-random-forest': 6 };

/** How many of the candidates that were asked for an engine is given. */
export function candidateCount(engine: EngineName, asked: number): number {
  return Math.min(asked, limits[engine] ?? asked);
}
