import type { Place } from '../calendar.ts';
import type { Traits } from '../traits.ts';
import type { ContentType } from './texts.ts';

/**
 * One contact's whole history, in moments of milliseconds. References are ordinals within the life; `tables.ts` turns them
 * into keys.
 */
export type Life = {
  readonly ordinal: number;
  readonly place: Place;
  readonly traits: Traits;
  readonly departure: Departure;
  readonly createdAt: number;
  /** Oldest first; the last one is the present. */
  readonly profiles: readonly Profile[];
  readonly leads: readonly Lead[];
  readonly conversations: readonly Conversation[];
  /** Messages outside conversations: those of campaigns and the replies to them. */
  readonly broadcasts: readonly Message[];
  readonly events: readonly CampaignEvent[];
  readonly purchases: readonly Purchase[];
  readonly tickets: readonly Ticket[];
};

/** `at` is null for a contact who stays; `probability` is the true probability of leaving, before the outcome was drawn. */
export type Departure = { readonly probability: number; readonly at: number | null };

export type Profile = {
  readonly from: number;
  readonly name: string;
  readonly phone: string;
  readonly email: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly source: string;
  readonly timezone: string | null;
  readonly optedIn: boolean;
};

export type Message = {
  readonly sentAt: number;
  readonly direction: 'inbound' | 'outbound';
  readonly contentType: ContentType;
  readonly urgency: number;
  readonly text: string;
  readonly sentiment: number;
  readonly campaign: number | null;
  /** Outbound: the true probability of a reply within 24 hours. */
  readonly answerProbability: number | null;
};

export type Conversation = {
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly messages: readonly Message[];
};

export type Stage = 'new' | 'contacted' | 'qualified' | 'proposal' | 'won' | 'lost';

export type Lead = {
  readonly createdAt: number;
  readonly campaign: number | null;
  readonly source: string;
  readonly stages: readonly { readonly from: number; readonly stage: Stage }[];
  readonly score: number;
  /** What the rating would be without its noise. */
  readonly expectedScore: number;
  readonly warmth: number;
  readonly scoredAt: number;
  readonly convertedAt: number | null;
  readonly orderValue: number | null;
};

export type CampaignEvent = {
  readonly campaign: number;
  readonly type: 'sent' | 'delivered' | 'opened' | 'clicked' | 'converted' | 'unsubscribed';
  readonly at: number;
  /** Index in the life's `broadcasts` of the message that carried it; null for a newsletter, which nobody can reply to. */
  readonly broadcast: number | null;
};

export type Purchase = {
  readonly at: number;
  readonly amount: number;
  readonly quantity: number;
  /** The index of the lead in the life's `leads` that it closed. */
  readonly lead: number | null;
};

export type TicketState = 'open' | 'pending' | 'resolved' | 'closed';

export type Ticket = {
  readonly category: 'complaint' | 'question' | 'billing' | 'technical';
  readonly severity: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly states: readonly { readonly from: number; readonly state: TicketState }[];
};
