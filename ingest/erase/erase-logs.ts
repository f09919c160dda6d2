import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scrubber } from '../../domain/erasure/scrub.ts';

const newline = 0x0a;
const star = 0x2a;

/**
 * Writes stars over a person in the logs of a folder, older ones too. Their lengths stay, because the processes that write them hold them
 * open. @returns lines that were changed
 */
export async function eraseFromLogs(folder: string, scrubber: Scrubber): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let changed = 0;
  for (const name of names.filter((each) => /\.log(\.\d+)?$/.test(each))) {
    changed += await starOut(join(folder, name), scrubber);
  }
  return changed;
}

async function starOut(file: string, scrubber: Scrubber): Promise<number> {
  const handle = await open(file, 'r+').catch(() => null);
  if (handle === null) return 0;
  try {
    const bytes = await handle.readFile();
    let lines = 0;
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(newline, from);
      const to = end < 0 ? bytes.length : end;
      const line = bytes.subarray(from, to);
      const spans = spansOf(line, scrubber);
      for (const [start, stop] of spans)
        await handle.write(Buffer.alloc(stop - start, star), 0, stop - start, from + start);
      if (spans.length > 0) lines++;
      from = to + 1;
    }
    if (lines > 0) await handle.sync();
    return lines;
  } finally {
    await handle.close();
  }
}

/** In bytes. A line that isn't UTF-8 goes whole. */
function spansOf(line: Buffer, scrubber: Scrubber): readonly (readonly [number, number])[] {
  const text = line.toString('utf8');
  const spans = scrubber.spans(text);
  if (spans.length === 0) return [];
  if (Buffer.byteLength(text) !== line.length) return [[0, line.length]];
  return spans.map(
    ([from, to]) => [Buffer.byteLength(text.slice(0, from)), Buffer.byteLength(text.slice(0, to))] as const,
  );
}
