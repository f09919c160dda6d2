/** Tables that grow every day and whose old rows are deleted. */
export const expiringTables = ['predictions', 'steps', 'exposures'] as const;
export type ExpiringTable = (typeof expiringTables)[number];

/**
 * Days that rows are kept: predictions from when they were made, steps from the end of their training, exposures from the
 * end of their experiment.
 */
export type Retention = Readonly<Record<ExpiringTable, number>>;

const dayMs = 86_400_000;

export function expiredBefore(days: number, now: Date): Date {
  return new Date(now.getTime() - days * dayMs);
}
