import { type ChatContent, chatContent, splitSender } from './chat-content.ts';
import { chatDates, type DateOrder, momentOf } from './chat-dates.ts';
import { type ChatLine, plainText, readChatLine } from './chat-line.ts';
import { type ChatPeople, chatName, chatPeople, isPhone } from './chat-people.ts';

/** The columns of a chat as a table: what `ingest/presets/whatsapp/chat.yaml` maps. */
export const chatColumns = [
  'moment',
  'sender',
  'text',
  'kind',
  'direction',
  'contact',
  'phone',
  'conversation',
] as const;

export type ChatOptions = {
  /** Names under which the business writes. */
  readonly us?: readonly string[];
  readonly dateOrder?: DateOrder;
};

export type ChatRecord = { readonly line: number; readonly cells: readonly string[] };

type Entry = { readonly line: number; readonly head: ChatLine; readonly said: string[] };

/**
 * A chat as a table, a row a message. `kind`: text, media, deleted, system (nobody wrote it) or `to a group` (ours, to nobody in particular).
 * The contact is whom a message belongs to: in a chat of two the other one, in a group who wrote it; by `phone` where the name is one.
 * @param file its name tells whom a chat of two is with.
 * @throws PerennialError `invalid_input` where it can't be known who is us.
 */
export function readChat(
  lines: readonly string[],
  file: string,
  options: ChatOptions = {},
): { readonly records: ChatRecord[]; readonly notes: string[] } {
  const entries = entriesOf(lines);
  const { order, note } = chatDates(
    entries.map(({ head }) => head),
    options.dateOrder,
  );
  const messages = entries.map(({ line, head, said }) => messageOf(line, momentOf(head, order), head.rest, said));
  const senders = new Map<string, number>();
  for (const { sender, kind, doubtful } of messages) {
    if (kind !== 'system' && !doubtful) senders.set(sender, (senders.get(sender) ?? 0) + 1);
  }
  for (const message of messages) {
    if (!message.doubtful) continue;
    // the iPhone lets a group's name say what happened to the group
    if (senders.has(message.sender)) senders.set(message.sender, (senders.get(message.sender) ?? 0) + 1);
    else message.kind = 'system';
  }
  const people = chatPeople(senders, options.us ?? [], file);
  const group = chatName(file).replace(/\.(?:txt|zip|gz)$/i, '');
  const records = messages.map(({ line, moment, sender, kind, text }) => {
    const own = people.us.has(sender);
    const contact = own ? (people.contact ?? '') : sender;
    const spoken = own && people.group && kind !== 'system' ? 'to a group' : kind;
    const conversation = people.group ? `${group}: ${contact}` : contact;
    const [name, phone] = isPhone(contact) ? ['', contact] : [contact, ''];
    return { line, cells: [moment, sender, text, spoken, own ? 'outbound' : 'inbound', name, phone, conversation] };
  });
  return { records, notes: [...peopleNotes(people), ...(note === undefined ? [] : [note])] };
}

type Message = {
  readonly line: number;
  readonly moment: string;
  readonly sender: string;
  kind: ChatContent['kind'];
  readonly text: string;
  readonly doubtful: boolean;
};

function messageOf(line: number, moment: string, rest: string, said: readonly string[]): Message {
  const split = splitSender(rest);
  if (split === undefined) {
    return { line, moment, sender: '', kind: 'system', text: plainText(rest), doubtful: false };
  }
  const { kind, text, doubtful = false } = chatContent([split.written, ...said].join('\n'));
  return { line, moment, sender: split.sender, kind, text, doubtful };
}

/** Lines without a head go on with the message above. */
function entriesOf(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  for (const [at, line] of lines.entries()) {
    const head = readChatLine(line);
    if (head !== undefined && (entries.length === 0 || head.phone === entries[0].head.phone)) {
      entries.push({ line: at + 1, head, said: [] });
    } else entries.at(-1)?.said.push(line);
  }
  return entries;
}

function peopleNotes({ us, others, group, contact }: ChatPeople): string[] {
  const ours = [...us].join(', ');
  if (!group) return [`A WhatsApp chat with ${contact}: ${ours} is us.`];
  return [
    `A WhatsApp group of ${others.length} people: ${ours} is us. Each one's messages are a conversation of their own; ours are left out, for they are addressed to nobody in particular.`,
  ];
}
