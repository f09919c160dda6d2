import { PerennialError } from '../../domain/errors.ts';
import { featuresNamed } from '../../models/features.ts';
import { engagementPlanQuery } from '../../models/queries/feature-query.ts';
import type { Reading as Statement } from '../../store/database/read-together.ts';
import type { Reading } from '../answers/reading.ts';
import type { FeatureRow } from '../answers/score-rows.ts';

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

/** A contact by external id, and the index of the message; facts about the contact are read as of `moment`. */
export type Plan = {
  readonly contact: string;
  readonly message: number;
  readonly moment: Date;
  readonly plannedAt: Date;
};

/** A row of `engagementPlanQuery`; its `subject_id` is the plan's place, from 1. */
export type PlannedRow = FeatureRow & {
  readonly unknown_campaign: boolean;
  readonly wants_messages: boolean;
  /** IANA name: the contact's own zone, otherwise the business's. */
  readonly zone: string;
  readonly zone_of_contact: boolean;
};

/** What reads the plans' rows, with the columns of `reading`, in the order of the plans; contacts that don't exist have none. */
export function planStatement(
  { definition, names, attributes }: Reading,
  plans: readonly Plan[],
  messages: readonly PlannedMessage[],
  clock = false,
): Statement {
  return {
    sql: engagementPlanQuery(definition, featuresNamed(definition, names), attributes, clock),
    parameters: [
      plans.map(({ contact }) => contact),
      plans.map(({ moment }) => moment),
      plans.map(({ plannedAt }) => plannedAt),
      plans.map(({ message }) => message + 1),
      messages.map(({ content_type }) => content_type),
      messages.map(({ text }) => text),
      messages.map(({ campaign_id }) => campaign_id ?? null),
      messages.map(({ urgency }) => urgency ?? 0),
    ],
  };
}

/** @throws PerennialError `subject_not_found` where a row's campaign doesn't exist */
export function requireCampaigns(
  rows: readonly Pick<PlannedRow, 'subject_id' | 'unknown_campaign'>[],
  plans: readonly Plan[],
  messages: readonly PlannedMessage[],
): void {
  const row = rows.find(({ unknown_campaign }) => unknown_campaign);
  if (row === undefined) return;
  const unknown = messages[plans[row.subject_id - 1].message].campaign_id ?? '';
  throw new PerennialError(
    'subject_not_found',
    `There is no campaign with the id "${unknown}".`,
    'Leave campaign_id out for a one-to-one message.',
    { campaign_id: unknown },
  );
}
