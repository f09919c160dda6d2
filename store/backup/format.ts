import { createHash } from 'node:crypto';
import { z } from 'zod';
import { damaged } from './tar.ts';

/**
 * What a backup file holds, in this order:
 *
 *   manifest.json                      what follows, and of which installation and release
 *   tables/<table>/<number>.copy.gz    rows in PostgreSQL's COPY text, a part of some megabytes each, gzipped
 *   artifacts/<sha-256>                models and snapshots
 *   checksums.json                     SHA-256 of every entry before it: without it the file is not complete
 */
export const format = 'perennial-backup';
const formatVersion = 1;

const manifestSchema = z.object({
  format: z.literal(format),
  version: z.number().int(),
  release: z.string(),
  /** ISO 8601: the moment as of which all tables were read. */
  createdAt: z.iso.datetime(),
  installation: z.string(),
  /** That had been applied: the schema of the tables. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string().regex(/^\w+(\.\w+)?$/), columns: z.array(z.string()) })),
  /** Sequences that were used, with the number that they gave last. */
  sequences: z.array(z.object({ name: z.string().regex(/^\w+(\.\w+)?$/), last: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

const checksumsSchema = z.object({
  entries: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** Artifacts that rows name, and that the store lacked or held damaged. */
  missing: z.array(z.string()),
});
export type Checksums = z.infer<typeof checksumsSchema>;

export const manifestName = 'manifest.json';
export const checksumsName = 'checksums.json';

export function tableEntry(table: string, part: number): string {
  return `tables/${table}/${String(part).padStart(6, '0')}.copy.gz`;
}

export function artifactEntry(hash: string): string {
  return `artifacts/${hash}`;
}

/** The table or artifact that an entry belongs to. */
export function entryOf(name: string): { readonly kind: 'table' | 'artifact'; readonly of: string } | null {
  const [, table] = /^tables\/([\w.]+)\/\d+\.copy\.gz$/.exec(name) ?? [];
  if (table !== undefined) return { kind: 'table', of: table };
  const [, hash] = /^artifacts\/([0-9a-f]{64})$/.exec(name) ?? [];
  return hash === undefined ? null : { kind: 'artifact', of: hash };
}

export function newManifest(content: Omit<Manifest, 'format' | 'version'>): Manifest {
  return { format, version: formatVersion, ...content };
}

export function parseManifest(bytes: Uint8Array): Manifest {
  const manifest = parse(manifestSchema, bytes, manifestName);
  if (manifest.version > formatVersion) throw damaged(`its format ${manifest.version} is newer than this release`);
  return manifest;
}

export function parseChecksums(bytes: Uint8Array): Checksums {
  return parse(checksumsSchema, bytes, checksumsName);
}

function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array, name: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    throw damaged(`${name} is not what it should be`);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
