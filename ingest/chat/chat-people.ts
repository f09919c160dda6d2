import { PerennialError } from '../../domain/errors.ts';

export type ChatPeople = {
  /** Names of the business's own side, as the chat writes them. */
  readonly us: ReadonlySet<string>;
  readonly others: readonly string[];
  /** More than one other: what we write in it is addressed to nobody in particular. */
  readonly group: boolean;
  /** Of a chat of two: whom our messages belong to. */
  readonly contact: string | undefined;
};

/**
 * Tells us from the others: by the names that were told, else, in a chat of two, by the file's name, which is that of the other one.
 * @param senders with the number of their messages.
 * @throws PerennialError `invalid_input` with the senders where it can't be known.
 */
export function chatPeople(senders: ReadonlyMap<string, number>, told: readonly string[], file: string): ChatPeople {
  const names = [...senders.keys()];
  const titled = titleOf(file);
  const known = told.map(comparable);
  let us = names.filter((name) => known.includes(comparable(name)));
  if (us.length === 0 && told.length === 0 && names.length <= 2) {
    const named = names.filter((name) => comparable(name) === titled);
    if (named.length === 1) us = names.filter((name) => name !== named[0]);
    else throw unknownUs(senders, file);
  } else if (us.length === 0) throw unknownUs(senders, file, told);
  const others = names.filter((name) => !us.includes(name));
  const contact = others.length === 1 ? others[0] : others.length === 0 ? titleAsWritten(file) : undefined;
  if (others.length === 0 && contact === undefined) {
    throw new PerennialError(
      'invalid_input',
      `${file}: only ${us.join(', ')} wrote in this chat, so whom it is with can't be told.`,
      'Name the file as WhatsApp does: "WhatsApp Chat with Ana Silva.txt".',
      { file, senders: names },
    );
  }
  return { us: new Set(us), others, group: others.length > 1, contact };
}

/** A sender who is not in the address book is a phone number. */
export function isPhone(name: string): boolean {
  return /^\+?[\d\s().-]{7,24}$/.test(name) && name.replaceAll(/\D/g, '').length >= 7;
}

function unknownUs(senders: ReadonlyMap<string, number>, file: string, told: readonly string[] = []): PerennialError {
  const list = [...senders].map(([name, count]) => `${name} (${count})`).join(', ');
  const first = [...senders.keys()][0] ?? 'NAME';
  const what = told.length > 0 ? `no sender is called ${told.join(' or ')}.` : 'which sender is your business?';
  return new PerennialError(
    'invalid_input',
    `${file}: ${what} The senders are, with the number of their messages: ${list}.`,
    `Say who you are: --us "${first}", or a line in the mapping: us: ["${first}"].`,
    { file, senders: [...senders.keys()] },
  );
}

/** "WhatsApp Chat with Ana Silva.txt", "WhatsApp-Chat mit Ana", "Chat de WhatsApp con Ana", "Conversa do WhatsApp com Ana". */
const title = /whatsapp.*? (?:with|mit|con|com|avec|met|dengan|-|–) (.+?)(?:\.txt|\.zip|\.gz)*$/i;

function titleAsWritten(file: string): string | undefined {
  return title.exec(chatName(file))?.[1].trim();
}

/** The file's name, or its folder's where the iPhone called it `_chat.txt`. */
export function chatName(file: string): string {
  const [folder = '', name] = file.split(/[\\/]/).slice(-2);
  return (name ?? folder).startsWith('_chat') && name !== undefined ? folder : (name ?? folder);
}

function titleOf(file: string): string {
  return comparable(titleAsWritten(file) ?? '');
}

/** Case and spaces make no difference, nor does how a phone number is written. */
function comparable(name: string): string {
  if (isPhone(name)) return name.replaceAll(/\D/g, '');
  return name
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
    .trim();
}
