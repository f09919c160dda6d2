import { PerennialError } from '../../domain/errors.ts';
import { featuresNamed } from '../../models/features.ts';
import { engagementPlanQuery, engagementTimesQuery } from '../../models/queries/feature-query.ts';
import type { Reading } from '../answers/reading.ts';
import type { FeatureRow } from '../answers/score-rows.ts';
import type { BusinessQuery } from './business-time.ts';

export type PlannedMessage = {
  readonly content_type: 'promotional' | 'support' | 'informational';
  /** null: not written yet. */
  readonly text: string | null;
  /** External id. */
  readonly campaign_id?: string | null;
  /** 0 none, 1 soon, 2 now */
  readonly urgency?: 0 | 1 | 2;
};

/** A message of which nothing is known, for the question when to write at all. */
export const anyMessage: PlannedMessage = { content_type: 'informational', text: null };

/** A contact by key, and the index of the message; facts about the contact are read as of `moment`. */
export type Plan = {
  readonly contact: number;
  readonly message: number;
  readonly moment: Date;
  readonly plannedAt: Date;
};

/**
 * Rows with the columns of `reading`, in the order of the plans; always two queries.
 *
 * @throws PerennialError `subject_not_found` for a campaign
 */
export async function plannedRows(
  query: BusinessQuery,
  { definition, names, attributes }: Reading,
  plans: readonly Plan[],
  messages: readonly PlannedMessage[],
): Promise<FeatureRow[]> {
  const campaigns = await campaignKeys(query, messages);
  const sql = engagementPlanQuery(definition, featuresNamed(definition, names), attributes);
  return query<FeatureRow>(sql, parametersOf(plans, messages, campaigns));
}

/** Rows of only those features that follow the hour or the day; they don't depend on the message. */
export async function plannedTimes(
  query: BusinessQuery,
  { definition, names }: Reading,
  plans: readonly Plan[],
): Promise<FeatureRow[]> {
  const sql = engagementTimesQuery(definition, featuresNamed(definition, names));
  return query<FeatureRow>(sql, parametersOf(plans, [anyMessage], new Map()));
}

function parametersOf(
  plans: readonly Plan[],
  messages: readonly PlannedMessage[],
  campaigns: ReadonlyMap<string, number>,
): unknown[] {
  return [
    plans.map(({ contact }) => contact),
    plans.map(({ moment }) => moment),
    plans.map(({ plannedAt }) => plannedAt),
    plans.map(({ message }) => message + 1),
    messages.map(({ content_type }) => content_type),
    messages.map(({ text }) => text),
    messages.map(({ campaign_id }) => campaigns.get(campaign_id ?? '') ?? null),
    messages.map(({ urgency }) => urgency ?? 0),
  ];
}

async function campaignKeys(
  query: BusinessQuery,
  messages: readonly PlannedMessage[],
): Promise<ReadonlyMap<string, number>> {
  const asked = [...new Set(messages.flatMap(({ campaign_id }) => campaign_id ?? []))];
  if (asked.length === 0) return new Map();
  const sql = 'select id, external_id from campaigns where external_id = any($1)';
  const rows = await query<{ id: number; external_id: string }>(sql, [asked]);
  const keys = new Map(rows.map(({ id, external_id }) => [external_id, id]));
  const unknown = asked.find((id) => !keys.has(id));
  if (unknown === undefined) return keys;
  throw new PerennialError(
    'subject_not_found',
    `There is no campaign with the id "${unknown}".`,
    'Leave campaign_id out for a one-to-one message.',
    { campaign_id: unknown },
  );
}
