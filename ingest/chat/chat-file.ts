import type { FileLayout } from '../../tables/file/detect-layout.ts';
import { readTextSample } from '../../tables/file/file-sample.ts';
import { readText } from '../../tables/file/read-text.ts';
import { splitSender } from './chat-content.ts';
import { readChatLine } from './chat-line.ts';
import { type ChatOptions, type ChatRecord, chatColumns, readChat } from './read-chat.ts';

/** True for a chat that WhatsApp exported: its first line has the head of a message, and among the first lines somebody writes. */
export async function isChatFile(file: string): Promise<boolean> {
  const { sample } = await readTextSample(file);
  const lines = new TextDecoder('utf-8').decode(sample).split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined || readChatLine(first) === undefined) return false;
  return lines.some((line) => {
    const head = readChatLine(line);
    return head !== undefined && splitSender(head.rest) !== undefined;
  });
}

/** As a surveyed table, with its records. */
export type ChatFile = {
  readonly file: string;
  readonly layout: FileLayout;
  readonly header: readonly string[];
  readonly notes: readonly string[];
  readonly records: readonly ChatRecord[];
};

/**
 * Reads a chat as `surveyFile` reads a table. A chat is kept whole: what WhatsApp exports is at most 40,000 messages.
 * @throws PerennialError `invalid_input` where it can't be known who is us: `details.senders` are the names to choose from.
 */
export async function surveyChat(file: string, layout: FileLayout, options: ChatOptions): Promise<ChatFile> {
  const found = { encoding: layout.encoding, utf8: false, foreignLines: 0, firstForeign: 0 };
  let text = '';
  for await (const piece of readText(file, layout, () => {}, found)) text += piece;
  const { records, notes } = readChat(text.split(/\r\n|\n|\r/), file, options);
  return { file, layout, header: chatColumns, notes, records };
}
