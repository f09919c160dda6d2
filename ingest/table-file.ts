import { detectLayout, type FileLayout } from '../tables/file/detect-layout.ts';
import { readRecords } from '../tables/file/read-records.ts';
import { emptyFile } from '../tables/file/refusal.ts';
import { isChatFile, surveyChat } from './chat/chat-file.ts';
import { type ChatOptions, chatColumns } from './chat/read-chat.ts';

export type TableRecord = {
  /** Of the file, counted from 1, where the record starts. */
  readonly line: number;
  readonly cells: readonly string[];
};

/** A file that was read through once: how it is written, and what its first record names. */
export type SurveyedFile = {
  readonly file: string;
  readonly layout: FileLayout;
  readonly header: readonly string[];
  /** What was odd about the file, as sentences. */
  readonly notes: readonly string[];
  /** Of a file that was kept whole, as a chat is; else it is read once more. */
  readonly records?: readonly TableRecord[];
};

/**
 * The names of a file's columns, from its beginning.
 * @throws PerennialError `invalid_input` for what can't be read, is empty or isn't a table.
 */
export async function readHeader(file: string): Promise<string[]> {
  const layout = await detectLayout(file);
  if (layout.format === 'csv' && (await isChatFile(file))) return [...chatColumns];
  const found = new Error('the header was read');
  let header: string[] | undefined;
  await readRecords(file, layout, {
    onRecord(cells) {
      header = headerFrom(cells, layout);
      throw found;
    },
    onRestart() {},
    width: () => 0,
  }).catch((error: unknown) => {
    if (error !== found) throw error;
  });
  if (header === undefined) throw emptyFile(file);
  return header;
}

/** Looks at the rows of a file; made for its header. Called again from the start where the encoding had to be guessed anew. */
export type Observe = (header: readonly string[], layout: FileLayout) => (cells: readonly string[]) => void;

/**
 * Reads a whole file without keeping it, so that what a column means can be decided by all of its rows.
 * @throws PerennialError `invalid_input` for what can't be read, is empty or isn't a table.
 */
export async function surveyFile(
  file: string,
  observe: Observe,
  signal?: AbortSignal,
  chat: ChatOptions = {},
): Promise<SurveyedFile> {
  const layout = await detectLayout(file);
  if (layout.format === 'csv' && (await isChatFile(file))) {
    const surveyed = await surveyChat(file, layout, chat);
    const look = observe(surveyed.header, surveyed.layout);
    for (const { cells } of surveyed.records) look(cells);
    return surveyed;
  }
  let header: string[] | undefined;
  let look: (cells: readonly string[]) => void = () => {};
  const findings = await readRecords(file, layout, {
    onRecord(cells) {
      if (header !== undefined) return look(cells);
      header = headerFrom(cells, layout);
      look = observe(header, layout);
      if (layout.headerMissing) look(cells);
    },
    onRestart() {
      header = undefined;
    },
    onBytes: () => signal?.throwIfAborted(),
    width: () => header?.length ?? 0,
  });
  if (header === undefined) throw emptyFile(file);
  const notes = [...layout.notes, ...findings.notes];
  return { file, layout: { ...layout, backslashes: findings.backslashes }, header, notes };
}

/** The rows once more, `size` at a time; the next are read when `take` has done with these. Blank rows are left out. */
export async function eachBatch(
  { file, layout, header, records }: SurveyedFile,
  size: number,
  take: (batch: TableRecord[], bytesRead: number) => Promise<void>,
): Promise<void> {
  if (records !== undefined) {
    for (let at = 0; at < records.length; at += size) await take(records.slice(at, at + size), layout.totalBytes);
    return;
  }
  let waiting: TableRecord[] = [];
  let first = !layout.headerMissing;
  await readRecords(file, layout, {
    onRecord(cells, line) {
      if (first) first = false;
      else waiting.push({ line, cells: fitted(cells, header.length) });
    },
    onRestart() {
      throw new Error(`${file} was read in another way the second time: it changed meanwhile.`);
    },
    async onBytes(bytes) {
      while (waiting.length >= size) {
        const batch = waiting.slice(0, size);
        waiting = waiting.slice(size);
        await take(batch, bytes);
      }
    },
    width: () => header.length,
  });
  for (let at = 0; at < waiting.length; at += size) await take(waiting.slice(at, at + size), layout.totalBytes);
}

function headerFrom(cells: readonly string[], { headerMissing }: FileLayout): string[] {
  if (headerMissing) return cells.map((_, at) => `column ${at + 1}`);
  const header = cells.map((name) => name.trim());
  while (header.length > 1 && header[header.length - 1] === '') header.pop();
  return header;
}

/** A copy without the empty cells behind the last column: a separator at the line's end makes one. */
function fitted(cells: readonly string[], width: number): string[] {
  let length = cells.length;
  while (length > width && cells[length - 1]?.trim() === '') length--;
  return cells.slice(0, length);
}
