import type { ModelName } from '../../../domain/models.ts';
import type { Business, Exported } from './business.ts';
import { chatwoot } from './chatwoot.ts';
import { hubspot } from './hubspot.ts';
import { odoo } from './odoo.ts';
import { salesforce } from './salesforce.ts';

/** What an export gives back of a model's training rows; what is in neither list the system can't know (`whyUnknown`). */
export type Known = {
  /** Whether it has the subjects: leads, contacts with activity, messages that were sent. */
  readonly rows: 'all' | 'some' | 'none';
  /** The label and the features with the same values in all rows. */
  readonly same: readonly string[];
  /** The same but for the seconds or minutes of moments that the system exports without. */
  readonly near: readonly string[];
};

export type SystemName = keyof typeof systems;

export const systems = { hubspot, salesforce, odoo, chatwoot } as const satisfies Readonly<
  Record<string, (business: Business) => Exported>
>;

export const knowledge: Readonly<Record<SystemName, Readonly<Record<ModelName, Known>>>> = {
  hubspot: {
    lead_scoring: {
      rows: 'all',
      same: ['lead_inbound_log', 'inbound_90d_log', 'inbound_length_log', 'question_share', 'lead_age_days_log'],
      near: ['first_reply_minutes_log', 'hours_since_inbound_log', 'tenure_days_log'],
    },
    churn: {
      rows: 'some',
      same: ['inbound_30d_log', 'inbound_change_log', 'tickets_log', 'complaints_log', 'ticket_severity'],
      near: ['tenure_days_log', 'days_since_inbound_log'],
    },
    engagement: {
      rows: 'some',
      same: [
        'label',
        'content_promotional',
        'broadcast',
        'inbound_share_time',
        'length_log',
        'asks_question',
        'sentiment',
        'greets_by_name',
        'reengagement_campaign',
        'campaign_click_rate',
        'in_conversation',
        'hours_since_inbound_log',
        'unanswered_messages_log',
      ],
      near: [],
    },
  },
  salesforce: {
    lead_scoring: {
      rows: 'all',
      same: [
        'reply_rate',
        'unanswered_messages_log',
        'lead_inbound_log',
        'inbound_90d_log',
        'inbound_length_log',
        'question_share',
        'lead_age_days_log',
      ],
      near: ['reply_minutes_log', 'first_reply_minutes_log', 'hours_since_inbound_log', 'tenure_days_log'],
    },
    churn: {
      rows: 'some',
      same: [
        'inbound_30d_log',
        'inbound_change_log',
        'reply_rate',
        'reply_rate_change',
        'unanswered_messages_log',
        'tickets_log',
        'complaints_log',
        'ticket_severity',
      ],
      near: ['tenure_days_log', 'days_since_inbound_log', 'reply_minutes_log'],
    },
    engagement: {
      rows: 'all',
      same: [
        'label',
        'reply_rate',
        'reply_rate_time',
        'inbound_share_time',
        'length_log',
        'asks_question',
        'sentiment',
        'greets_by_name',
        'in_conversation',
        'unanswered_messages_log',
        'outbound_7d_log',
      ],
      near: ['reply_minutes_log', 'hours_since_inbound_log'],
    },
  },
  odoo: {
    lead_scoring: {
      rows: 'all',
      same: [
        'reply_rate',
        'unanswered_messages_log',
        'lead_inbound_log',
        'inbound_90d_log',
        'inbound_length_log',
        'question_share',
        'purchases_log',
        'lead_age_days_log',
      ],
      near: ['reply_minutes_log', 'first_reply_minutes_log', 'hours_since_inbound_log', 'tenure_days_log'],
    },
    churn: {
      rows: 'some',
      same: [
        'purchases_log',
        'spent_log',
        'inbound_30d_log',
        'inbound_change_log',
        'reply_rate',
        'reply_rate_change',
        'unanswered_messages_log',
        'tickets_log',
        'complaints_log',
        'ticket_severity',
        'order_value_log',
        'spend_change_log',
      ],
      near: [
        'tenure_days_log',
        'purchase_recency_days_log',
        'purchase_span_share',
        'days_since_inbound_log',
        'reply_minutes_log',
        'purchase_gap_days_log',
        'purchase_overdue_log',
      ],
    },
    engagement: {
      rows: 'all',
      same: [
        'label',
        'reply_rate',
        'reply_rate_time',
        'inbound_share_time',
        'length_log',
        'asks_question',
        'sentiment',
        'greets_by_name',
        'in_conversation',
        'unanswered_messages_log',
        'outbound_7d_log',
      ],
      near: ['reply_minutes_log', 'hours_since_inbound_log'],
    },
  },
  chatwoot: {
    lead_scoring: { rows: 'none', same: [], near: [] },
    churn: {
      rows: 'some',
      same: [
        'tenure_days_log',
        'days_since_inbound_log',
        'inbound_30d_log',
        'inbound_change_log',
        'reply_rate',
        'reply_rate_change',
        'reply_minutes_log',
        'unanswered_messages_log',
      ],
      near: [],
    },
    engagement: {
      rows: 'all',
      same: [
        'label',
        'reply_rate',
        'reply_rate_time',
        'inbound_share_time',
        'reply_minutes_log',
        'length_log',
        'asks_question',
        'sentiment',
        'greets_by_name',
        'in_conversation',
        'hours_since_inbound_log',
        'unanswered_messages_log',
        'outbound_7d_log',
      ],
      near: [],
    },
  },
};
