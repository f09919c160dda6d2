import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Packing } from './file-sample.ts';
import { refusal } from './refusal.ts';
import { damaged, openZipMember } from './zip-member.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What was found about the encoding while reading. */
export type EncodingFound = {
  encoding: Encoding;
  /** The file has lines of UTF-8 with characters beyond ASCII. */
  utf8: boolean;
  /** Lines that are not UTF-8 and were read as Windows-1252. */
  foreignLines: number;
  /** The first of these lines, counted from 1 within its piece of text. */
  firstForeign: number;
};

const pieceBytes = 1024 * 1024;
/** A line longer than this is cut. */
const longestLine = 8 * 1024 * 1024;
const lineFeed = 10;

/**
 * The text of a file, piece by piece. Most pieces end with a line, so that strings needn't be joined: a joined string is read several
 * times more slowly. A line that isn't UTF-8 is read as Windows-1252, which includes Latin-1. Each line is decided by itself, because
 * some files are put together from two sources.
 */
export async function* readText(
  file: string,
  { encoding, packing }: { readonly encoding: Encoding; readonly packing: Packing },
  onBytes: (read: number) => void | Promise<void>,
  found: EncodingFound,
): AsyncGenerator<string> {
  const { source, bytesRead, close } = await openSource(file, packing);
  const decode = encoding.startsWith('utf-16') ? wideDecoder(encoding, file) : narrowDecoder(found);
  let rest: Buffer = Buffer.alloc(0);
  let taken = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = encoding.startsWith('utf-16') ? all.length : endOfLines(all);
      yield decode(all.subarray(0, end), false);
      rest = Buffer.from(all.subarray(end));
      taken += chunk.length;
      await onBytes(bytesRead?.() ?? taken);
    }
  } catch (error) {
    throw packing === null ? error : damaged(file, error, file);
  } finally {
    close();
  }
  yield decode(rest, true);
}

type Source = {
  readonly source: Readable;
  /** Of the file, where its bytes aren't those of the text. Bytes read ahead count too: others aren't known. */
  readonly bytesRead?: () => number;
  readonly close: () => void;
};

async function openSource(file: string, packing: Packing): Promise<Source> {
  if (packing !== null && packing !== 'gzip') {
    const source = await openZipMember(file, packing);
    return { source, close: () => source.destroy() };
  }
  const raw = createReadStream(file, { highWaterMark: pieceBytes });
  if (packing === null) return { source: raw, close: () => raw.destroy() };
  const source = raw.pipe(createGunzip({ chunkSize: pieceBytes }));
  raw.on('error', (error) => source.destroy(error));
  const close = () => {
    raw.destroy();
    source.destroy();
  };
  return { source, bytesRead: () => raw.bytesRead, close };
}

function endOfLines(bytes: Buffer): number {
  const end = bytes.lastIndexOf(lineFeed) + 1 || bytes.lastIndexOf(13) + 1;
  return end === 0 && bytes.length > longestLine ? bytes.length : end;
}

type Decode = (bytes: Buffer, last: boolean) => string;

function wideDecoder(encoding: Encoding, file: string): Decode {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes, last) => {
    try {
      return decoder.decode(bytes, { stream: !last });
    } catch {
      const message = `${file} is not valid ${encoding.toUpperCase()}.`;
      throw refusal(message, 'Save it as CSV in UTF-8.', { file });
    }
  };
}

function narrowDecoder(found: EncodingFound): Decode {
  const utf8 = new TextDecoder('utf-8');
  const foreign = new TextDecoder('windows-1252');
  return (bytes, last) => {
    if (isUtf8(bytes)) {
      found.utf8 ||= !isAscii(bytes);
      return utf8.decode(bytes, { stream: !last });
    }
    let text = '';
    let line = 1;
    // neighbouring lines of one encoding are decoded together; ASCII lines go with either
    let from = 0;
    let foreignRun = false;
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(lineFeed, at) + 1 || bytes.length;
      const one = bytes.subarray(at, end);
      if (!isAscii(one)) {
        const isForeign = !isUtf8(one);
        if (isForeign !== foreignRun) {
          text += decoded(bytes.subarray(from, at), foreignRun);
          from = at;
          foreignRun = isForeign;
        }
        if (!isForeign) found.utf8 = true;
        else if (found.foreignLines++ === 0) found.firstForeign = line;
      }
      line++;
      at = end;
    }
    return text + decoded(bytes.subarray(from), foreignRun);
  };

  function decoded(bytes: Buffer, isForeign: boolean): string {
    return isForeign ? foreign.decode(bytes) : utf8.decode(bytes, { stream: true });
  }
}
