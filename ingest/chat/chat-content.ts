import { plainText } from './chat-line.ts';
import { deletedWords, editedWords, omittedWords, systemWords } from './chat-words.ts';

/** What a message is: `system` stands for what nobody wrote. */
export type ChatKind = 'text' | 'media' | 'deleted' | 'system';

export type ChatContent = {
  readonly kind: ChatKind;
  readonly text: string;
  /** WhatsApp wrote it, in words that `chat-words.ts` doesn't know: a picture, or what the system says. */
  readonly doubtful?: true;
};

/** iPhone: `<attached: 0001-PHOTO.jpg>`; Android: `<Media omitted>`, in whatever language; `null` is a picture that may be seen once. */
const bracketed = /^(?:<[^<>]{3,80}>|null)$/;
/** Android: `IMG-1.jpg (file attached)`, with what was written to it on the lines below. */
const attached = /^\S[^\n/]{0,120}\.[a-z0-9]{2,5} \([^()\n]{4,40}\)$/i;
const markedEnd = /\s*<([^<>\n]{4,80})>$/;

/** @param written what stands behind the name, lines joined, with WhatsApp's marks. */
export function chatContent(written: string): ChatContent {
  // the iPhone marks what WhatsApp says and nobody typed
  const marked = /^\s*\u200e/.test(written);
  const lines = written.split('\n').map(plainText);
  let text = lines.join('\n').trim();
  const edited = markedEnd.exec(text);
  if (edited !== null && editedWords.test(edited[1])) text = text.slice(0, edited.index).trim();
  if (deletedWords.some((words) => words.test(text))) return { kind: 'deleted', text: '' };
  const [first, ...caption] = text.split('\n');
  if (bracketed.test(first) || attached.test(first) || omittedWords.some((words) => words.test(first))) {
    return { kind: 'media', text: caption.join('\n').trim() };
  }
  if (text === '') return { kind: 'system', text };
  if (!marked || /https?:\/\//.test(text)) return { kind: 'text', text };
  if (systemWords.some((words) => words.test(text))) return { kind: 'system', text };
  return { kind: 'media', text: '', doubtful: true };
}

/**
 * Who wrote: what stands before the first colon. Without one the system speaks (Android), as it does where what stands there is no name:
 * `Ana changed the subject to "Cakes: 2026"`.
 */
export function splitSender(rest: string): { readonly sender: string; readonly written: string } | undefined {
  const colon = /^(.{1,100}?) ?:(?: |$)/s.exec(rest);
  if (colon === null) return undefined;
  // "~" stands before the name that somebody who isn't in the address book gave themself
  const sender = plainText(colon[1]).replace(/^~ ?/, '');
  if (sender === '' || /["“”«»„]/.test(sender) || systemWords.some((words) => words.test(sender))) return undefined;
  return { sender, written: rest.slice(colon[0].length) };
}
