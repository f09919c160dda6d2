import type { Feature } from './definition.ts';

/** Rows that features are computed from. */
export type Source = {
  readonly name: string;
  /** What a feature's SQL calls them (`history/`, and the models' `history.ts`). */
  readonly reads: RegExp;
  /** What wakes a feature that finds none. */
  readonly wake: string;
  /** SELECT that has a row if there is one. */
  readonly anySql: string;
};

/** One place for all features: a feature needs every source that its SQL reads. */
export const sources: readonly Source[] = [
  {
    name: 'support tickets',
    reads: /\btickets\./,
    wake: 'import support tickets',
    anySql: 'select from support_tickets',
  },
  { name: 'purchases', reads: /\borders\./, wake: 'import purchases', anySql: 'select from purchases' },
  {
    name: 'campaign events',
    reads: /\b(reactions|clicks|campaign|kind)\./,
    wake: 'import campaigns and their events',
    anySql: 'select from campaign_events',
  },
  {
    name: 'sentiment',
    reads: /\btalk\.\w*(sentiment|measured|positive|negative)/,
    wake: 'give messages a sentiment',
    anySql: `select from messages where direction = 'inbound' and sentiment is not null`,
  },
  {
    name: 'conversations',
    reads: /\b(threads|talk\.in_conversations)\b/,
    wake: 'import conversations',
    anySql: 'select from conversations',
  },
  {
    name: 'messages',
    reads: /\b(talk|first|activity)\./,
    wake: 'import messages',
    anySql: 'select from messages',
  },
  {
    name: 'contacts',
    reads: /\b(profile|c|life)\./,
    wake: "import contacts' profiles",
    anySql: 'select from contacts',
  },
  { name: 'the planned message', reads: /\b(s|planned)\./, wake: 'import messages', anySql: 'select from messages' },
];

export function sourcesOf({ sql }: Pick<Feature, 'sql'>): readonly Source[] {
  return sources.filter(({ reads }) => reads.test(sql));
}

/** One row with a column per source: whether there is any of it. */
export const anyOfSourcesQuery = `select ${sources.map(({ anySql }, at) => `exists (${anySql}) as source_${at}`).join(', ')}`;

/** What each feature lacks, else what it is computed from. */
export function needsOf(
  features: readonly Feature[],
  any: Readonly<Record<string, boolean>>,
): { readonly feature: string; readonly wake: string; readonly present: boolean }[] {
  const isPresent = (source: Source) => any[`source_${sources.indexOf(source)}`] ?? true;
  return features.flatMap((feature) => {
    const read = sourcesOf(feature);
    const need = read.find((source) => !isPresent(source)) ?? read[0];
    return need === undefined ? [] : [{ feature: feature.name, wake: need.wake, present: isPresent(need) }];
  });
}
