/** What happens with a person, as their timeline tells it. */
export const happenings = [
  'message_in',
  'message_out',
  'purchase',
  'ticket_opened',
  'ticket_closed',
  'campaign_event',
  'lead_stage',
  'action',
] as const;
