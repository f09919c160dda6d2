import { z } from 'zod';
import {
  anyId,
  type HookRow,
  hookRow,
  optionalText,
  parseDelivery,
  personRows,
  type ReadDelivery,
  type StoredDelivery,
  unixSeconds,
} from './hook-row.ts';

/**
 * WhatsApp Cloud API. Shapes: Meta's webhook reference, pages `messages` (Jun 2026), `messages/status` and `user_preferences` (May 2026),
 * developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference. A person without a visible number comes with a
 * `user_id` in place of `wa_id`.
 */

const contact = z.looseObject({
  wa_id: optionalText,
  user_id: optionalText,
  profile: z.looseObject({ name: optionalText }).nullish(),
});
const captioned = z.looseObject({ caption: optionalText }).nullish();
const message = z.looseObject({
  id: z.string().min(1),
  from: optionalText,
  from_user_id: optionalText,
  /** Of an echo: to whom the business wrote. */
  to: optionalText,
  timestamp: unixSeconds,
  type: z.string(),
  text: z.looseObject({ body: z.string() }).nullish(),
  button: z.looseObject({ text: optionalText }).nullish(),
  interactive: z
    .looseObject({
      button_reply: z.looseObject({ title: optionalText }).nullish(),
      list_reply: z.looseObject({ title: optionalText }).nullish(),
    })
    .nullish(),
  image: captioned,
  video: captioned,
  document: captioned,
});
const status = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  timestamp: unixSeconds,
  recipient_id: optionalText,
  recipient_user_id: optionalText,
  recipient_type: optionalText,
  biz_opaque_callback_data: optionalText,
  pricing: z.looseObject({ category: optionalText }).nullish(),
});
const preference = z.looseObject({
  wa_id: optionalText,
  user_id: optionalText,
  category: z.string(),
  value: z.string(),
  timestamp: unixSeconds,
});
const notification = z.looseObject({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.looseObject({ id: anyId, changes: z.array(z.looseObject({ field: z.string(), value: z.unknown() })) }),
  ),
});
const messagesValue = z.looseObject({
  contacts: z.array(contact).nullish(),
  messages: z.array(message).nullish(),
  statuses: z.array(status).nullish(),
});
const echoesValue = z.looseObject({ message_echoes: z.array(message) });
const preferencesValue = z.looseObject({
  contacts: z.array(contact).nullish(),
  user_preferences: z.array(preference),
});

export function readWhatsapp({ body }: StoredDelivery): ReadDelivery {
  const { entry } = parseDelivery(notification, body);
  const changes = entry.flatMap((each) => each.changes);
  const read = changes.map(({ field, value }) => readChange(field, value));
  return {
    event: [...new Set(read.map(({ event }) => event))].join('+') || 'nothing',
    known: read.every(({ known }) => known),
    rows: read.flatMap(({ rows }) => rows),
  };
}

function readChange(field: string, value: unknown): ReadDelivery {
  switch (field) {
    case 'messages':
      return readMessages(parseDelivery(messagesValue, value));
    case 'smb_message_echoes': {
      const { message_echoes: echoes } = parseDelivery(echoesValue, value);
      return { event: field, known: true, rows: echoes.flatMap((each) => messageRows(each, each.to, 'outbound')) };
    }
    case 'user_preferences':
      return { event: field, known: true, rows: preferenceRows(parseDelivery(preferencesValue, value)) };
    default:
      return { event: field, known: false, rows: [] };
  }
}

function readMessages({ contacts, messages, statuses }: z.output<typeof messagesValue>): ReadDelivery {
  const names = new Map((contacts ?? []).map((one) => [one.wa_id ?? one.user_id ?? '', one.profile?.name]));
  const rows = (messages ?? []).flatMap((each) => {
    const person = each.from ?? each.from_user_id;
    return messageRows(each, person, 'inbound', names.get(person ?? ''));
  });
  rows.push(...(statuses ?? []).flatMap(statusRows));
  const events = [...(messages?.length ? ['messages'] : []), ...(statuses ?? []).map((each) => each.status)];
  return { event: [...new Set(events)].join('+') || 'messages', known: true, rows };
}

type Message = z.output<typeof message>;

function messageRows(
  sent: Message,
  person: string | null | undefined,
  direction: 'inbound' | 'outbound',
  name?: string | null,
): HookRow[] {
  // nobody wrote what the system says, as that a number was changed
  if (sent.type === 'system' || !person) return [];
  return [
    ...personOf(person, sent.timestamp, name),
    hookRow('messages', {
      external_id: sent.id,
      contact: person,
      direction,
      text: textOf(sent),
      sent_at: sent.timestamp,
    }),
  ];
}

function textOf({ text, button, interactive, image, video, document }: Message): string | null | undefined {
  const answered = interactive?.button_reply?.title ?? interactive?.list_reply?.title;
  return text?.body ?? button?.text ?? answered ?? image?.caption ?? video?.caption ?? document?.caption;
}

/** Digits are the phone number without its plus; a `user_id` is none. */
function personOf(person: string, at: string, name?: string | null): HookRow[] {
  const phone = /^\d{7,15}$/.test(person) ? `+${person}` : null;
  const row = { external_id: person, phone, name, created_at: at };
  return name ? personRows(row, at) : [hookRow('contacts', row)];
}

/** Those that say something about rates, and what our tables call them. */
const events: Readonly<Record<string, string>> = { sent: 'sent', delivered: 'delivered', read: 'opened' };

/** Messages that were sent for no campaign. */
const direct = 'whatsapp-direct';

/** Before any moment that a row is taken of: it makes a row, and changes none. */
const implied = '1990-01-01T00:00:00.000Z';

/**
 * A status tells that the business wrote: there is no other notification of it, and no text. The campaign is what the sender gave the
 * message as `biz_opaque_callback_data`. A message may be read without word of its delivery, which that implies (status reference).
 */
function statusRows(one: z.output<typeof status>): HookRow[] {
  const type = events[one.status];
  const person = one.recipient_id ?? one.recipient_user_id;
  if (type === undefined || !person || one.recipient_type === 'group') return [];
  const { id, timestamp: at } = one;
  const campaign = one.biz_opaque_callback_data || direct;
  const event = (kind: string, changedAt: string) =>
    hookRow(
      'campaign_events',
      { external_id: `${id}:${kind}`, campaign, contact: person, type: kind, occurred_at: at },
      changedAt,
    );
  const rows = [...personOf(person, at), campaignRow(campaign, at)];
  if (one.status === 'sent') rows.push(sentRow(one, person, campaign));
  if (one.status === 'read') rows.push(event('delivered', implied));
  rows.push(event(type, at));
  return rows;
}

function campaignRow(campaign: string, at: string): HookRow {
  const isDirect = campaign === direct;
  const name = isDirect ? 'WhatsApp messages' : campaign;
  return hookRow('campaigns', { external_id: campaign, name, kind: isDirect ? 'informational' : null, started_at: at });
}

function sentRow({ id, timestamp, pricing }: z.output<typeof status>, person: string, campaign: string): HookRow {
  return hookRow('messages', {
    ...{ external_id: id, contact: person, direction: 'outbound', sent_at: timestamp },
    content_type: pricing?.category?.startsWith('marketing') ? 'promotional' : null,
    campaign: campaign === direct ? null : campaign,
  });
}

function preferenceRows({ contacts, user_preferences: preferences }: z.output<typeof preferencesValue>): HookRow[] {
  const names = new Map((contacts ?? []).map((one) => [one.wa_id ?? one.user_id ?? '', one.profile?.name]));
  return preferences.flatMap(({ wa_id: phone, user_id: id, category, value, timestamp: at }) => {
    const person = phone ?? id;
    if (!person || category !== 'marketing_messages') return [];
    return [
      ...personOf(person, at, names.get(person)),
      hookRow('opt_ins', { contact: person, opted_in: value === 'resume', at }),
    ];
  });
}
