import type { Cell } from '../../../ingest/export/csv-tables.ts';
import { type Business, countryName, type Exported, type Fields, namesOf, ordinalOf, stageDates } from './business.ts';

const stages: Readonly<Record<string, string>> = {
  new: 'Prospecting',
  contacted: 'Qualification',
  qualified: 'Needs Analysis',
  proposal: 'Proposal/Price Quote',
  won: 'Closed Won',
  lost: 'Closed Lost',
};
const states: Readonly<Record<string, string>> = {
  open: 'New',
  pending: 'On Hold',
  resolved: 'Resolved',
  closed: 'Closed',
};
const categories: Readonly<Record<string, string>> = {
  complaint: 'Complaint',
  question: 'Question',
  billing: 'Billing',
  technical: 'Problem',
};
const priorities = ['', 'Low', 'Medium', 'High'];

/** As the Data Loader exports: API names in capitals, moments to the second. Messages are logged as tasks; orders are not exported. */
export function salesforce(business: Business): Exported {
  const changedAt = stageDates(business);
  return {
    'Contact.csv': business.contacts.map((contact) => ({
      ID: id('003', contact.external_id),
      ISDELETED: 'false',
      MASTERRECORDID: null,
      ACCOUNTID: null,
      LASTNAME: namesOf(contact.name)[1],
      FIRSTNAME: namesOf(contact.name)[0],
      MAILINGCOUNTRY: countryName(contact.country),
      MOBILEPHONE: contact.phone,
      EMAIL: contact.email,
      LEADSOURCE: contact.source,
      HASOPTEDOUTOFEMAIL: contact.opted_in === 'true' ? 'false' : 'true',
      CREATEDDATE: inUtc(contact.created_at),
    })),
    'Opportunity.csv': business.leads.map((lead) => {
      const closed = lead.stage === 'won' || lead.stage === 'lost';
      const changed = changedAt.get(lead.external_id) ?? lead.created_at;
      return {
        ID: id('006', lead.external_id),
        ISDELETED: 'false',
        CONTACTID: id('003', lead.contact),
        ACCOUNTID: null,
        NAME: 'Order',
        STAGENAME: stages[lead.stage ?? ''],
        AMOUNT: lead.order_value,
        // a day; of an open deal: by which it should close
        CLOSEDATE: closed ? day(lead.converted_at ?? changed) : '2027-06-30',
        LEADSOURCE: lead.source,
        ISCLOSED: String(closed),
        ISWON: String(lead.stage === 'won'),
        CAMPAIGNID: lead.campaign === null ? null : id('701', lead.campaign),
        CREATEDDATE: inUtc(lead.created_at),
        LASTSTAGECHANGEDATE: inUtc(changed),
      };
    }),
    'Case.csv': business.support_tickets.map((ticket) => ({
      ID: id('500', ticket.external_id),
      CASENUMBER: String(ordinalOf(ticket.external_id)).padStart(8, '0'),
      ISDELETED: 'false',
      CONTACTID: id('003', ticket.contact),
      ACCOUNTID: null,
      TYPE: categories[ticket.category ?? ''],
      STATUS: states[ticket.state ?? ''],
      PRIORITY: priorities[Number(ticket.severity)],
      CLOSEDDATE: inUtc(ticket.closed_at),
      CREATEDDATE: inUtc(ticket.opened_at),
    })),
    'Task.csv': business.messages.map((message) => ({
      ID: id('00T', message.external_id),
      ISDELETED: 'false',
      WHOID: id('003', message.contact),
      SUBJECT: 'WhatsApp',
      STATUS: 'Completed',
      ...typeOf(message),
      DESCRIPTION: message.text,
      CREATEDDATE: inUtc(message.sent_at),
      COMPLETEDDATETIME: inUtc(message.sent_at),
    })),
  };
}

/** What a campaign sent is a list e-mail; only calls say that they came in. */
function typeOf({ direction, campaign }: Fields): Fields {
  if (direction === 'inbound') return { TASKSUBTYPE: 'Call', CALLTYPE: 'Inbound' };
  return { TASKSUBTYPE: campaign === null ? 'Email' : 'ListEmail', CALLTYPE: null };
}

/** 18 characters, as the Data Loader has them. */
function id(prefix: string, externalId: Cell): string {
  return `${prefix}5e${String(ordinalOf(externalId)).padStart(10, '0')}AAA`;
}

function inUtc(moment: Cell): Cell {
  return moment === null ? null : `${moment.slice(0, 19)}.000Z`;
}

function day(moment: Cell): Cell {
  return moment === null ? null : moment.slice(0, 10);
}
