import {
  type Checksums,
  checksumsName,
  entryOf,
  type Manifest,
  manifestName,
  parseChecksums,
  parseManifest,
  sha256,
} from './format.ts';
import { damaged, readTar } from './tar.ts';

/** Takes what a backup holds, in the order of the file. */
export type Receiver = {
  manifest?(manifest: Manifest): Promise<void>;
  /** A part of a table's rows, gzipped. */
  table?(name: string, part: Uint8Array): Promise<void>;
  artifact?(hash: string, bytes: Uint8Array): Promise<void>;
};

/**
 * Reads a backup from its first byte to its last and checks every entry against its hash. Entries are passed on before the
 * last checksum is known, so whoever changes anything reads the file once without a receiver beforehand.
 *
 * @throws PerennialError `backup_damaged`
 */
export async function readBackup(
  chunks: AsyncIterable<Uint8Array>,
  receiver: Receiver = {},
): Promise<{ readonly manifest: Manifest; readonly checksums: Checksums }> {
  const found = new Map<string, string>();
  let manifest: Manifest | null = null;
  let checksums: Checksums | null = null;
  for await (const { name, bytes } of readTar(chunks)) {
    if (checksums !== null) throw damaged(`${name} stands behind its end`);
    if (name === checksumsName) {
      checksums = parseChecksums(bytes);
      continue;
    }
    found.set(name, sha256(bytes));
    if (name === manifestName) {
      manifest = parseManifest(bytes);
      await receiver.manifest?.(manifest);
      continue;
    }
    const entry = entryOf(name);
    if (entry === null || manifest === null) throw damaged(`${name} is unknown, or stands before ${manifestName}`);
    if (entry.kind === 'table') {
      if (!manifest.tables.some((table) => table.name === entry.of))
        throw damaged(`${name} is of a table that isn't listed`);
      await receiver.table?.(entry.of, bytes);
    } else {
      if (found.get(name) !== entry.of) throw damaged(`${name} doesn't have the hash that it is named by`);
      await receiver.artifact?.(entry.of, bytes);
    }
  }
  if (manifest === null || checksums === null) throw damaged('it is not complete');
  requireSame(found, checksums);
  return { manifest, checksums };
}

function requireSame(found: ReadonlyMap<string, string>, { entries }: Checksums): void {
  for (const [name, hash] of Object.entries(entries)) {
    if (found.get(name) !== hash) throw damaged(`${name} ${found.has(name) ? 'is damaged' : 'is missing'}`);
  }
  const more = [...found.keys()].find((name) => !(name in entries));
  if (more !== undefined) throw damaged(`${more} doesn't belong to it`);
}
