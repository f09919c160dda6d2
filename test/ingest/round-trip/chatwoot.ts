import type { Cell } from '../../../ingest/export/csv-tables.ts';
import { type Business, type Exported, type Fields, ordinalOf } from './business.ts';

const agent = { sender_type: 'User', sender_id: '7' };

/**
 * Its database, dumped table by table. It knows people and talk: what campaigns sent are templates, each in a conversation that it opened.
 */
export function chatwoot(business: Business): Exported {
  const campaigns = business.messages.filter(({ conversation }) => conversation === null);
  /** Behind those of the talk. */
  const opened = new Map(
    campaigns.map(({ external_id }, at) => [external_id, String(business.conversations.length + at + 1)]),
  );
  const conversation = (id: Cell, contact: Cell, openedAt: Cell, closedAt: Cell): Fields => ({
    id,
    account_id: '1',
    inbox_id: '1',
    status: closedAt === null ? '0' : '1',
    created_at: inUtc(openedAt),
    contact_id: number(contact),
    last_activity_at: inUtc(closedAt ?? openedAt),
  });
  return {
    'contacts.csv': business.contacts.map((contact) => ({
      id: number(contact.external_id),
      name: contact.name,
      email: contact.email,
      phone_number: contact.phone,
      account_id: '1',
      created_at: inUtc(contact.created_at),
      country_code: contact.country,
      blocked: contact.opted_in === 'true' ? 'f' : 't',
    })),
    'conversations.csv': [
      ...business.conversations.map(({ external_id, contact, opened_at, closed_at }) =>
        conversation(number(external_id), contact, opened_at, closed_at),
      ),
      ...campaigns.map(({ external_id, contact, sent_at }) =>
        conversation(opened.get(external_id) ?? null, contact, sent_at, sent_at),
      ),
    ],
    'messages.csv': business.messages.map((message) => {
      const inbound = message.direction === 'inbound';
      return {
        id: number(message.external_id),
        content: message.text,
        account_id: '1',
        inbox_id: '1',
        conversation_id:
          message.conversation === null ? (opened.get(message.external_id) ?? null) : number(message.conversation),
        message_type: inbound ? '0' : message.campaign === null ? '1' : '3',
        created_at: inUtc(message.sent_at),
        private: 'f',
        ...(inbound ? { sender_type: 'Contact', sender_id: number(message.contact) } : agent),
      };
    }),
  };
}

function number(externalId: Cell): string {
  return String(ordinalOf(externalId));
}

/** '2026-09-02 11:05:33.804' */
function inUtc(moment: Cell): Cell {
  return moment === null ? null : moment.replace('T', ' ').replace('Z', '');
}
