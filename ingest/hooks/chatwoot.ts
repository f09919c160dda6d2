import { z } from 'zod';
import {
  anyId,
  type HookRow,
  hookRow,
  isoOf,
  optionalText,
  parseDelivery,
  personRows,
  type ReadDelivery,
  type StoredDelivery,
  unixSeconds,
} from './hook-row.ts';

/**
 * Chatwoot. Shapes: `webhook_data` and `push_event_data` of app/models/message.rb and contact.rb,
 * app/presenters/conversations/event_data_presenter.rb and app/listeners/webhook_listener.rb in chatwoot/chatwoot (01ff579, 03df4e0, 31f897a).
 * A conversation is named by the number that people see (`display_id`). Its id, by which exports and the database know it, isn't sent: so
 * conversations are left to those, and a message of a webhook gets its own when they come.
 */

/** '2020-03-03 13:05:57 UTC', ISO 8601, or seconds. */
const moment = z.union([
  z
    .string()
    .transform((text) => Date.parse(text.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z')))
    .pipe(z.number())
    .transform(isoOf),
  unixSeconds,
]);

const person = z.looseObject({
  id: anyId,
  name: optionalText,
  email: optionalText,
  phone_number: optionalText,
  blocked: z.boolean().nullish(),
});
const conversation = z.looseObject({
  created_at: moment.nullish(),
  contact_inbox: z.looseObject({ contact_id: anyId.nullish() }).nullish(),
  meta: z.looseObject({ sender: person.nullish() }).nullish(),
});
const message = z.looseObject({
  id: anyId,
  content: optionalText,
  created_at: moment,
  message_type: z.union([z.string(), z.number()]).transform(String),
  private: z.boolean().nullish(),
  sender: z.looseObject({ id: anyId.nullish(), type: optionalText }).nullish(),
  conversation,
});

export function readChatwoot(delivery: StoredDelivery): ReadDelivery {
  const { event } = parseDelivery(z.looseObject({ event: z.string().max(100) }), delivery.body);
  const rows = rowsOf(event, delivery);
  return { event, known: rows !== null, rows: rows ?? [] };
}

function rowsOf(event: string, { body, headers, receivedAt }: StoredDelivery): HookRow[] | null {
  // when it was sent; the bodies themselves don't say when a person changed
  const stamp = headers['x-chatwoot-timestamp'];
  const at = stamp !== undefined && /^\d{9,11}$/.test(stamp) ? isoOf(Number(stamp) * 1000) : receivedAt.toISOString();
  switch (event) {
    case 'message_created':
    case 'message_updated':
      return messageRows(parseDelivery(message, body), at);
    case 'conversation_created':
    case 'conversation_updated':
    case 'conversation_status_changed':
      return conversationRows(parseDelivery(conversation, body), at);
    case 'contact_created':
    case 'contact_updated':
      return personOf(parseDelivery(person, body), at, at);
    case 'webwidget_triggered':
    case 'conversation_typing_on':
    case 'conversation_typing_off':
      return [];
    default:
      return null;
  }
}

const directions: Readonly<Record<string, 'inbound' | 'outbound'>> = {
  incoming: 'inbound',
  outgoing: 'outbound',
  template: 'outbound',
  '0': 'inbound',
  '1': 'outbound',
  '3': 'outbound',
};

/** Activities and private notes reach nobody. */
function messageRows(sent: z.output<typeof message>, at: string): HookRow[] {
  const direction = directions[sent.message_type];
  if (direction === undefined || sent.private === true) return [];
  const byContact = direction === 'inbound' && sent.sender?.type !== 'user' ? sent.sender?.id : undefined;
  const contact = contactOf(sent.conversation) ?? byContact;
  if (contact == null) return [];
  const opened = sent.conversation.created_at ?? sent.created_at;
  const row = { external_id: sent.id, contact, direction, text: sent.content, sent_at: sent.created_at };
  return [...contactRows(sent.conversation, contact, opened, at), hookRow('messages', row, at)];
}

type Conversation = z.output<typeof conversation>;

function contactOf({ contact_inbox: inbox, meta }: Conversation): string | null | undefined {
  return inbox?.contact_id ?? meta?.sender?.id;
}

/** Whose conversation it is. */
function conversationRows(told: Conversation, at: string): HookRow[] {
  const contact = contactOf(told);
  return contact == null ? [] : contactRows(told, contact, told.created_at ?? at, at);
}

function contactRows({ meta }: Conversation, contact: string, opened: string, at: string): HookRow[] {
  return personOf(meta?.sender ?? { id: contact }, opened, at);
}

/** Where nothing but the id is known, nothing changed. */
function personOf(
  told: Partial<z.output<typeof person>> & { readonly id: string },
  createdAt: string,
  at = '',
): HookRow[] {
  const { id, name, email, phone_number: phone, blocked } = told;
  const keys = { external_id: id, created_at: createdAt };
  const profile = { name, email, phone, opted_in: blocked == null ? null : !blocked };
  if (Object.values(profile).every((value) => !value && value !== false)) return [hookRow('contacts', keys)];
  return personRows({ ...keys, ...profile }, at);
}
