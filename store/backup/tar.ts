import { PerennialError } from '../../domain/errors.ts';

/** A backup is a plain tar file (POSIX.1-1988, ustar), so that `tar -xf` opens it without Perennial. */

export type TarEntry = { readonly name: string; readonly bytes: Uint8Array };

const block = 512;
/** Where the fields of a header stand, and how long they are. */
const fields = { name: [0, 100], mode: [100, 8], size: [124, 12], time: [136, 12], sum: [148, 8] } as const;
/** The size has 11 octal digits. */
const largestEntry = 8 ** 11 - 1;

/** An entry with its header, padded to whole blocks. `name`: ASCII, at most 100 characters. */
export function tarEntry({ name, bytes }: TarEntry, at: Date): Buffer {
  if (name.length > fields.name[1] || bytes.byteLength > largestEntry)
    throw new RangeError(`${name} is too long for a tar file`);
  const header = Buffer.alloc(block);
  header.write(name, 0, 'latin1');
  header.write('0000600\0', fields.mode[0], 'latin1');
  header.write('0000000\0'.repeat(2), 108, 'latin1');
  header.write(`${octal(bytes.byteLength)}\0${octal(Math.floor(at.getTime() / 1000))}\0`, fields.size[0], 'latin1');
  header.write(' '.repeat(8), fields.sum[0], 'latin1');
  // a regular file
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, fields.sum[0], 'latin1');
  return Buffer.concat([header, bytes, Buffer.alloc(padding(bytes.byteLength))]);
}

/** Two empty blocks end a tar file. */
export const tarEnd = Buffer.alloc(2 * block);

/** @throws PerennialError `backup_damaged` where the file is no tar file, or ends too early. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const source = createReader(chunks);
  for (;;) {
    const header = await source.take(block);
    if (header.every((byte) => byte === 0)) return;
    const field = ([from, length]: readonly [number, number]) =>
      header
        .toString('latin1', from, from + length)
        .replace(/\0.*$/s, '')
        .trim();
    const stored = Number.parseInt(field(fields.sum), 8);
    const size = Number.parseInt(field(fields.size), 8);
    header.write(' '.repeat(8), fields.sum[0], 'latin1');
    if (stored !== sumOf(header) || Number.isNaN(size)) throw damaged('it is not a tar file, or a header is damaged');
    const bytes = await source.take(size);
    const rest = await source.take(padding(size));
    if (rest.some((byte) => byte !== 0)) throw damaged('there is something between its entries');
    yield { name: field(fields.name), bytes };
  }
}

function createReader(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let length = 0;
  return {
    async take(count: number): Promise<Buffer> {
      while (length < count) {
        const next = await iterator.next();
        if (next.done === true) throw damaged('it ends too early');
        held.push(next.value);
        length += next.value.byteLength;
      }
      const all = Buffer.concat(held);
      held = [all.subarray(count)];
      length -= count;
      // a copy: the header is changed while its sum is computed
      return Buffer.from(all.subarray(0, count));
    },
  };
}

export function damaged(what: string): PerennialError {
  return new PerennialError(
    'backup_damaged',
    `The backup can't be used: ${what}.`,
    'Take another backup file. Nothing was changed.',
  );
}

function padding(size: number): number {
  return (block - (size % block)) % block;
}

function octal(value: number): string {
  return value.toString(8).padStart(11, '0');
}

function sumOf(header: Uint8Array): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}
