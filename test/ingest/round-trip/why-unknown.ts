import type { ModelName } from '../../../domain/models.ts';

const sentiment = 'sentiment of messages';
const campaignEvents = 'who opened and clicked what campaigns sent';
const contentType = 'what a message is for, and how urgent it is';
const orders = 'orders (Odoo has them)';
const zone = "the contact's time zone, or since when it was known";
const optedOut = 'since when a contact is opted out';
const campaignSends = 'what campaigns sent (HubSpot)';
const whichCampaign = 'which campaign a message belongs to';

const reasons: Readonly<Record<string, string>> = {
  sentiment_mean: sentiment,
  lead_sentiment: sentiment,
  positive_share: sentiment,
  negative_share: sentiment,
  sentiment_30d: sentiment,
  sentiment_change: sentiment,
  sentiment_slope: sentiment,
  last_sentiment: sentiment,
  open_rate: campaignEvents,
  click_rate: campaignEvents,
  campaign_conversions_log: campaignEvents,
  lead_clicks_log: campaignEvents,
  lead_campaign_click_rate: campaignEvents,
  campaign_click_rate: `${whichCampaign}, and ${campaignEvents}`,
  content_promotional: contentType,
  content_support: contentType,
  reply_rate_content: contentType,
  urgency: contentType,
  broadcast: whichCampaign,
  reengagement_campaign: whichCampaign,
  purchases_log: orders,
  spent_log: orders,
  purchase_recency_days_log: orders,
  purchase_span_share: orders,
  order_value_log: orders,
  purchase_gap_days_log: orders,
  purchase_overdue_log: orders,
  spend_change_log: orders,
  items_per_order_log: 'how many pieces an order has',
  hour_sin: zone,
  hour_cos: zone,
  day_sin: zone,
  day_cos: zone,
  working_hours: zone,
  inbound_share_day: zone,
  lead_age_days_log: 'leads (Chatwoot)',
  opted_in: optedOut,
  profile_completeness: 'parts of the profile, and since when they were known',
  conversations_log: 'which messages are one conversation',
  conversation_length_log: 'which messages are one conversation',
  reply_rate: campaignSends,
  reply_rate_time: campaignSends,
  reply_rate_change: campaignSends,
  reply_minutes_log: campaignSends,
  unanswered_messages_log: campaignSends,
  outbound_7d_log: campaignSends,
  recency_days_log: 'clicks, and orders where there are none',
  active_days_log: 'clicks, and orders where there are none',
  activity_overdue_log: 'clicks, and orders where there are none',
  open_tickets_log: 'when a ticket was resolved before it was closed; tickets (Chatwoot)',
  tickets_log: 'tickets (Chatwoot)',
  complaints_log: 'tickets (Chatwoot)',
  ticket_severity: 'tickets (Chatwoot)',
};

const ofModels: Readonly<Record<ModelName, Readonly<Record<'rows' | 'label', string>>>> = {
  lead_scoring: { rows: 'leads (Chatwoot)', label: 'stages before the last one' },
  churn: {
    rows: 'contacts whose only activity was a click, or an order where there are none',
    label: 'clicks, and orders where there are none',
  },
  engagement: { rows: campaignSends, label: '' },
};

/** What the exports lack for a column of a model's training rows; `rows`: for having them all. */
export function whyUnknown(model: ModelName, column: string): string {
  const reason = column === 'rows' || column === 'label' ? ofModels[model][column] : reasons[column];
  if (reason === undefined || reason === '') throw new Error(`nothing says why ${column} of ${model} can't be known`);
  return reason;
}
