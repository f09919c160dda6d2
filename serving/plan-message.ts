import { PerennialError } from '../domain/errors.ts';
import { hourOf, weekSlots } from '../models/engagement/local-time.ts';
import { type EngagementOutput, engagementOutput } from '../models/engagement/output.ts';
import { engagementPlanQuery } from '../models/feature-query.ts';
import type { BusinessQuery } from './business-time.ts';
import type { Champion } from './champions.ts';
import type { Recipient } from './recipients.ts';
import { explainRow, type FeatureRow, scoreRows } from './score-rows.ts';

export type PlannedMessage = {
  readonly content_type: 'promotional' | 'support' | 'informational';
  /** null: not written yet. */
  readonly text: string | null;
  /** External id. */
  readonly campaign_id?: string | null;
  /** 0 none, 1 soon, 2 now */
  readonly urgency?: 0 | 1 | 2;
};

/** A message of which nothing is known yet: when to write at all. */
export const anyMessage: PlannedMessage = { content_type: 'informational', text: null };

/** Nobody is advised to write outside these hours of the recipient's day: few such messages were ever sent to learn from. */
const wakingHours = { from: 8, until: 21 } as const;

/** A contact by its key; what is known of it is read at `moment`. */
export type Plan = { readonly contact: number; readonly moment: Date; readonly plannedAt: Date };

/** Rows of features in the order of the plans. */
export async function plannedRows(
  query: BusinessQuery,
  plans: readonly Plan[],
  message: PlannedMessage,
): Promise<FeatureRow[]> {
  return query<FeatureRow>(engagementPlanQuery(), [
    plans.map(({ contact }) => contact),
    plans.map(({ moment }) => moment),
    plans.map(({ plannedAt }) => plannedAt),
    message.content_type,
    message.text,
    await campaignKey(query, message.campaign_id ?? null),
    message.urgency ?? 0,
  ]);
}

/**
 * The probability of an answer at `sendAt` (as if the message were sent then), or else at the best slot; and the best slot of the next
 * 168 hours, for which what is known of the contact stays as it is now.
 */
export async function planMessage(
  { query, champion }: { readonly query: BusinessQuery; readonly champion: () => Promise<Champion> },
  recipient: Recipient,
  message: PlannedMessage,
  sendAt: Date | null,
  now: Date,
): Promise<EngagementOutput> {
  const { key: contact, zone } = recipient;
  const slots = weekSlots(now, zone).filter((slot) => {
    const hour = hourOf(slot, zone);
    return hour >= wakingHours.from && hour < wakingHours.until;
  });
  const plans: Plan[] = slots.map((plannedAt) => ({ contact, moment: now, plannedAt }));
  if (sendAt !== null) plans.push({ contact, moment: sendAt, plannedAt: sendAt });
  const rows = await plannedRows(query, plans, message);
  const { predictor } = await champion();
  const scored = scoreRows(predictor, rows);
  let best = 0;
  for (let slot = 1; slot < slots.length; slot++) if (scored[slot].output > scored[best].output) best = slot;
  const told = sendAt === null ? scored[best] : scored[slots.length];
  return engagementOutput({
    probability: told.output,
    confidence: told.confidence,
    optedIn: recipient.optedIn,
    contributions: await explainRow(predictor, told),
    inCampaign: (message.campaign_id ?? null) !== null,
    best: { at: slots[best], zone, ofContact: recipient.zoneOfContact },
  });
}

async function campaignKey(query: BusinessQuery, externalId: string | null): Promise<number | null> {
  if (externalId === null) return null;
  const rows = await query<{ id: number }>('select id from campaigns where external_id = $1', [externalId]);
  if (rows.length > 0) return rows[0].id;
  throw new PerennialError(
    'subject_not_found',
    `There is no campaign with the id "${externalId}".`,
    'Leave campaign_id out for a one-to-one message.',
    { campaign_id: externalId },
  );
}
