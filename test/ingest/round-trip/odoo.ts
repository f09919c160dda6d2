import type { Cell } from '../../../ingest/export/csv-tables.ts';
import { type Business, type Exported, ordinalOf, stageDates, toSecond } from './business.ts';

const stages: Readonly<Record<string, string>> = {
  new: 'New',
  contacted: 'New',
  qualified: 'Qualified',
  proposal: 'Proposition',
  won: 'Won',
  lost: 'Qualified',
};
const states: Readonly<Record<string, string>> = {
  open: 'New',
  pending: 'On Hold',
  resolved: 'Solved',
  closed: 'Cancelled',
};
const categories: Readonly<Record<string, string>> = {
  complaint: 'Complaint',
  question: 'Question',
  billing: 'Billing',
  technical: 'Issue',
};
const priorities = ['', 'Low priority', 'Medium priority', 'High priority'];
const us = { author: 'base.partner_admin', email: '"Mitchell Admin" <admin@bakery.example>' };

/** Exports that may be imported again: technical names, external ids, UTC to the second. Lost leads are archived where they stood. */
export function odoo(business: Business): Exported {
  const changedAt = stageDates(business);
  const address = new Map(business.contacts.map(({ external_id, email }) => [external_id, email]));
  return {
    'res.partner.csv': business.contacts.map((contact) => ({
      id: id('res_partner', contact.external_id),
      name: contact.name,
      email: contact.email,
      mobile: contact.phone,
      'country_id/code': contact.country,
      lang: contact.language,
      tz: contact.timezone,
      is_company: 'False',
      create_date: toSecond(contact.created_at),
    })),
    'crm.lead.csv': business.leads.map((lead) => {
      const closed = lead.stage === 'won' || lead.stage === 'lost';
      const changed = changedAt.get(lead.external_id) ?? lead.created_at;
      return {
        id: id('crm_lead', lead.external_id),
        name: 'Order',
        'partner_id/id': id('res_partner', lead.contact),
        create_date: toSecond(lead.created_at),
        stage_id: stages[lead.stage ?? ''],
        expected_revenue: lead.order_value ?? '0.0',
        probability: lead.stage === 'won' ? '100.0' : '12.5',
        source_id: lead.source,
        active: lead.stage === 'lost' ? 'False' : 'True',
        date_closed: closed ? toSecond(lead.converted_at ?? changed) : null,
        date_last_stage_update: toSecond(changed),
        'campaign_id/id': lead.campaign === null ? null : id('utm_campaign', lead.campaign),
      };
    }),
    'sale.order.csv': business.purchases.map((purchase) => ({
      id: id('sale_order', purchase.external_id),
      name: `S${String(ordinalOf(purchase.external_id)).padStart(5, '0')}`,
      'partner_id/id': id('res_partner', purchase.contact),
      'opportunity_id/id': purchase.lead === null ? null : id('crm_lead', purchase.lead),
      date_order: toSecond(purchase.purchased_at),
      state: 'sale',
      amount_total: purchase.amount,
    })),
    'helpdesk.ticket.csv': business.support_tickets.map((ticket) => ({
      id: id('helpdesk_ticket', ticket.external_id),
      name: 'Ticket',
      team_id: 'Customer Care',
      'partner_id/id': id('res_partner', ticket.contact),
      stage_id: states[ticket.state ?? ''],
      priority: priorities[Number(ticket.severity)],
      ticket_type_id: categories[ticket.category ?? ''],
      create_date: toSecond(ticket.opened_at),
      close_date: toSecond(ticket.closed_at),
    })),
    'mail.message.csv': business.messages.map((message) => {
      const theirs = id('res_partner', message.contact);
      const inbound = message.direction === 'inbound';
      return {
        id: id('mail_message', message.external_id),
        date: toSecond(message.sent_at),
        message_type: inbound ? 'email' : 'comment',
        subtype_id: 'Discussions',
        'author_id/id': inbound ? theirs : us.author,
        email_from: inbound ? (address.get(message.contact) ?? null) : us.email,
        'partner_ids/id': inbound ? null : theirs,
        subject: 'Your order',
        body: message.text,
      };
    }),
  };
}

function id(model: string, externalId: Cell): string {
  return `__export__.${model}_${ordinalOf(externalId)}`;
}
