/** What grows by the day and is deleted when it is old. */
export const expiringTables = ['predictions', 'steps', 'exposures'] as const;
export type ExpiringTable = (typeof expiringTables)[number];

/** Days that rows are kept: predictions since they were given, steps since their training's end, exposures since their experiment's. */
export type Retention = Readonly<Record<ExpiringTable, number>>;

const dayMs = 86_400_000;

export function expiredBefore(days: number, now: Date): Date {
  return new Date(now.getTime() - days * dayMs);
}
