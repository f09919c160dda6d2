import type { MappedTable } from './mapping-schema.ts';

const ofContact = { contact_id: 'contact', customer_id: 'contact' } as const;

/** Names of columns that are understood besides those of the fields, where a file is a plain table of ours. */
export const plainSynonyms: Readonly<Record<MappedTable, Readonly<Record<string, string>>>> = {
  contacts: { id: 'external_id', contact_id: 'external_id', customer_id: 'external_id', created: 'created_at' },
  campaigns: { id: 'external_id', campaign_id: 'external_id', started: 'started_at' },
  leads: {
    ...{ id: 'external_id', lead_id: 'external_id', ...ofContact, campaign_id: 'campaign', created: 'created_at' },
  },
  conversations: { id: 'external_id', conversation_id: 'external_id', ...ofContact, opened: 'opened_at' },
  messages: {
    ...{ id: 'external_id', message_id: 'external_id', ...ofContact, conversation_id: 'conversation' },
    ...{ campaign_id: 'campaign', timestamp: 'sent_at' },
  },
  campaign_events: {
    ...{ id: 'external_id', event_id: 'external_id', ...ofContact, campaign_id: 'campaign', message_id: 'message' },
  },
  purchases: {
    ...{ id: 'external_id', order_id: 'external_id', purchase_id: 'external_id', ...ofContact, lead_id: 'lead' },
  },
  support_tickets: { id: 'external_id', ticket_id: 'external_id', ...ofContact, opened: 'opened_at' },
  contact_changes: { id: 'contact', ...ofContact },
  opt_ins: { ...ofContact },
  lead_stages: { lead_id: 'lead' },
  ticket_states: { ticket_id: 'ticket' },
  exchange_rates: { date: 'valid_from' },
};
