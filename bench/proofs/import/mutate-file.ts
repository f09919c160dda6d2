import { gzipSync } from 'node:zlib';
import type { Random } from '../../../simulation/random.ts';

/** `keepsRows`: the file still has the same records, whatever became of them. */
type Mutation = { readonly name: string; readonly keepsRows?: true; make(bytes: Buffer, random: Random): Buffer };

const lines = (bytes: Buffer) => bytes.toString('utf8').split('\n');

function eachLine(change: (line: string, at: number) => string): (bytes: Buffer) => Buffer {
  return (bytes) => Buffer.from(lines(bytes).map(change).join('\n'));
}

function spliced(bytes: Buffer, at: number, removed: number, added: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}

export const mutations: readonly Mutation[] = [
  {
    name: 'a byte flipped',
    make: (bytes, random) => spliced(bytes, random.integer(bytes.length), 1, Buffer.of(random.integer(256))),
  },
  {
    name: 'a byte put in',
    make: (bytes, random) => spliced(bytes, random.integer(bytes.length), 0, Buffer.of(random.integer(256))),
  },
  {
    name: 'bytes taken out',
    make: (bytes, random) => spliced(bytes, random.integer(bytes.length), random.integer(200), Buffer.of()),
  },
  {
    name: 'bytes twice',
    make: (bytes, random) => {
      const at = random.integer(bytes.length);
      return spliced(bytes, at, 0, bytes.subarray(at, at + random.integer(300)));
    },
  },
  { name: 'cut off', make: (bytes, random) => bytes.subarray(0, random.integer(bytes.length)) },
  {
    name: 'a stray quotation mark',
    make: (bytes, random) => spliced(bytes, random.integer(bytes.length), 0, Buffer.from('"')),
  },
  { name: 'a NUL', make: (bytes, random) => spliced(bytes, random.integer(bytes.length), 0, Buffer.of(0)) },
  {
    name: 'a byte order mark amid',
    make: (bytes, random) => spliced(bytes, random.integer(bytes.length), 0, Buffer.from('\ufeff')),
  },
  { name: 'CRLF', keepsRows: true, make: (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n')) },
  {
    name: 'CR here and there',
    make: (bytes, random) => eachLine((line) => (random.chance(0.1) ? `${line}\r` : line))(bytes),
  },
  { name: 'UTF-16', keepsRows: true, make: (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le') },
  { name: 'latin1', make: (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('e', 'é'), 'latin1') },
  { name: 'gzip', keepsRows: true, make: (bytes) => gzipSync(bytes) },
  { name: 'gzip cut off', make: (bytes, random) => gzipSync(bytes).subarray(0, 20 + random.integer(200)) },
  { name: 'titles above', make: eachLine((line, at) => (at === 0 ? `Export of 22 November\n\n${line}` : line)) },
  {
    name: 'the header again amid',
    make: (bytes) =>
      Buffer.from(
        lines(bytes)
          .toSpliced(20, 0, lines(bytes)[0] ?? '')
          .join('\n'),
      ),
  },
  {
    name: 'a column renamed',
    keepsRows: true,
    make: eachLine((line, at) => (at === 0 ? line.replace(/,(\w+)/, ',renamed') : line)),
  },
  {
    name: 'a column named twice',
    make: eachLine((line, at) => (at === 0 ? line.replace(/,(\w+),(\w+)/, ',$1,$1') : line)),
  },
  {
    name: 'a column taken out of the header',
    make: eachLine((line, at) => (at === 0 ? line.replace(/,(\w+)/, '') : line)),
  },
  {
    name: 'rows too long',
    make: (bytes, random) => eachLine((line) => (random.chance(0.2) && line !== '' ? `${line},more` : line))(bytes),
  },
  {
    name: 'rows too short',
    make: (bytes, random) =>
      eachLine((line) => (random.chance(0.2) ? line.slice(0, line.lastIndexOf(',')) : line))(bytes),
  },
  {
    name: 'blank lines',
    make: (bytes, random) => eachLine((line) => (random.chance(0.2) ? `${line}\n` : line))(bytes),
  },
  { name: 'a footer', make: (bytes) => Buffer.concat([bytes, Buffer.from('Total\nCopyright (c) 2026\n')]) },
  { name: 'the file twice', make: (bytes) => Buffer.concat([bytes, bytes]) },
  { name: 'semicolons for commas', make: (bytes) => Buffer.from(bytes.toString('utf8').replaceAll(',', ';')) },
  { name: 'nothing', make: () => Buffer.of() },
  { name: 'the header alone', make: (bytes) => Buffer.from(`${lines(bytes)[0]}\n`) },
  { name: 'noise', make: (_bytes, random) => Buffer.from(Array.from({ length: 5_000 }, () => random.integer(256))) },
];
