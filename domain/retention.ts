/** Tables that grow every day and whose old rows are deleted. */
export const expiringTables = ['predictions', 'steps', 'exposures', 'hook_deliveries'] as const;
export type ExpiringTable = (typeof expiringTables)[number];

/**
 * Days that rows are kept: predictions from when they were made, steps from the end of their training, exposures from the
 * end of their experiment, deliveries from when they came.
 */
export type Retention = Readonly<Record<ExpiringTable, number>>;

/** An artifact that no record names is removed once it is this old: whoever brings artifacts and records apart has a day for it. */
export const leastArtifactDays = 1;

/** Days that a row waits for one that it names; after as many more nothing is kept of it. */
export const parkedDays = 30;

const dayMs = 86_400_000;

export function expiredBefore(days: number, now: Date): Date {
  return new Date(now.getTime() - days * dayMs);
}
