import { runApart } from './apart.ts';

/** What can be known of the world after the change. */
export type Reference = {
  /** Learnt from. */
  readonly rows: number;
  /** Judged on. */
  readonly leads: number;
  /** Mean absolute error of the scores that leads are served first. */
  readonly mae: number;
};

export function measureReference(databaseUrl: string): Promise<Reference> {
  return runApart<Reference>(new URL('./one-reference.ts', import.meta.url), [], databaseUrl);
}
