import type { Cell } from '../../../ingest/export/csv-tables.ts';
import { type Business, countryName, type Exported, namesOf, ordinalOf, stageDates, toMinute } from './business.ts';

/** Labels of the default pipeline. It knows no new deal: the first stage is a first appointment. */
const stages: Readonly<Record<string, string>> = {
  new: 'Appointment Scheduled',
  contacted: 'Appointment Scheduled',
  qualified: 'Qualified To Buy',
  proposal: 'Contract Sent',
  won: 'Closed Won',
  lost: 'Closed Lost',
};
const states: Readonly<Record<string, string>> = {
  open: 'New (Support Pipeline)',
  pending: 'Waiting on contact (Support Pipeline)',
  resolved: 'Closed (Support Pipeline)',
  closed: 'Closed (Support Pipeline)',
};
const categories: Readonly<Record<string, string>> = {
  complaint: 'Complaint',
  question: 'General Inquiry',
  billing: 'Billing Issue',
  technical: 'Product Issue',
};
const priorities = ['', 'LOW', 'MEDIUM', 'HIGH'];
const sources: Readonly<Record<string, string>> = {
  facebook_ad: 'Paid Social',
  whatsapp_ad: 'Paid Social',
  website: 'Direct Traffic',
  referral: 'Referrals',
  walk_in: 'Offline Sources',
};
const ourAddress = 'hello@bakery.example';

/** Exports of the interface show moments to the minute; e-mails come from the API. What campaigns sent and orders are not exported. */
export function hubspot(business: Business): Exported {
  const closedAt = stageDates(business);
  const address = new Map(business.contacts.map(({ external_id, email }) => [external_id, email]));
  return {
    'hubspot-crm-exports-all-contacts.csv': business.contacts.map((contact) => ({
      'Record ID': id(contact.external_id),
      'First Name': namesOf(contact.name)[0],
      'Last Name': namesOf(contact.name)[1],
      Email: contact.email,
      'Mobile Phone Number': contact.phone,
      'Country/Region': countryName(contact.country),
      'Preferred language': contact.language,
      'Original Traffic Source': contact.source === null ? null : (sources[contact.source] ?? null),
      'Unsubscribed from all email': contact.opted_in === 'true' ? 'No' : 'Yes',
      'Create Date': toMinute(contact.created_at),
    })),
    'hubspot-crm-exports-all-deals.csv': business.leads.map((lead) => ({
      'Record ID': id(lead.external_id),
      'Deal Name': `Deal ${id(lead.external_id)}`,
      'Deal Stage': `${stages[lead.stage ?? '']} (Sales Pipeline)`,
      // of an open deal: the day by which it should close
      'Close Date': toMinute(
        lead.stage === 'won'
          ? lead.converted_at
          : lead.stage === 'lost'
            ? (closedAt.get(lead.external_id) ?? null)
            : '2027-06-30T12:00:00Z',
      ),
      Amount:
        lead.order_value === null ? null : Number(lead.order_value).toLocaleString('en', { minimumFractionDigits: 2 }),
      'Create Date': toMinute(lead.created_at),
      'Associated Contact IDs': id(lead.contact),
      'Original Traffic Source': lead.source === null ? null : (sources[lead.source] ?? null),
    })),
    'hubspot-crm-exports-all-tickets.csv': business.support_tickets.map((ticket) => ({
      'Ticket ID': id(ticket.external_id),
      'Ticket name': 'Ticket',
      'Ticket status': states[ticket.state ?? ''],
      Priority: priorities[Number(ticket.severity)],
      Category: categories[ticket.category ?? ''],
      'Create date': toMinute(ticket.opened_at),
      'Close date': toMinute(ticket.closed_at),
      'Associated Contact IDs': id(ticket.contact),
    })),
    'hubspot-emails.csv': business.messages
      .filter(({ campaign }) => campaign === null)
      .map((message) => {
        const theirs = address.get(message.contact) ?? null;
        const [from, to] = message.direction === 'inbound' ? [theirs, ourAddress] : [ourAddress, theirs];
        return {
          hs_object_id: id(message.external_id),
          hs_timestamp: message.sent_at,
          hs_email_direction: message.direction === 'inbound' ? 'INCOMING_EMAIL' : 'EMAIL',
          hs_email_subject: 'Your order',
          hs_email_text: message.text,
          hs_email_from_email: from,
          hs_email_to_email: to,
          'Associated Contact IDs': id(message.contact),
        };
      }),
  };
}

function id(externalId: Cell): string {
  return String(ordinalOf(externalId));
}
