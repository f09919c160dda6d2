/** What the event stream tells of. The triggers in store/migrations/0027-events.ts name them. */
export const eventTopics = [
  'run',
  'predictions',
  'deployment',
  'incident',
  'experiment',
  'look',
  'import',
  'upload',
] as const;
export type EventTopic = (typeof eventTopics)[number];
