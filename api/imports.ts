import { randomUUID } from 'node:crypto';
import type { HookControl } from '../control/hook-control.ts';
import type { PretendControl } from '../control/pretend-control.ts';
import type { SourceControl } from '../control/source-control.ts';
import type { UploadControl } from '../control/upload-control.ts';
import type { ReadSecret } from '../domain/secret-reference.ts';
import { uploadDays } from '../domain/uploads.ts';
import type { ImportSettings } from '../ingest/import-options.ts';
import { pageImports } from '../ingest/list-imports.ts';
import { undoImport } from '../ingest/undo-import.ts';
import type { BucketAccess } from '../store/artifacts/bucket-client.ts';
import type { Database } from '../store/database/database.ts';
import { openUploadFiles, safeName } from '../store/uploads/upload-files.ts';
import { addUpload, forgetUploads, pageUploads, readUpload } from '../store/uploads/uploads.ts';
import type { Ports } from './ports.ts';

const dayMs = 86_400_000;

/** From where the data comes. */
export type DataSources = {
  readonly uploads: UploadControl;
  /** Where files lie that people send; workers reach the same. */
  readonly uploadFolder: string;
  readonly pretend: PretendControl;
  /** What is posted by other systems. */
  readonly hooks: HookControl;
  readonly control: SourceControl;
  /** Of sources and hooks: what a reference leads to, kept nowhere. */
  readonly readCredential: ReadSecret;
  /** Of folders in buckets. */
  readonly buckets: BucketAccess;
  /** How amounts and phones are read that say too little. */
  readonly read?: Pick<ImportSettings, 'currency' | 'country' | 'readErasureKey'>;
};

/** The port on files that people send. */
export function openImports(
  database: Database,
  { uploads: control, uploadFolder }: Pick<DataSources, 'uploads' | 'uploadFolder'>,
): Ports['imports'] {
  const files = openUploadFiles(uploadFolder);
  return {
    async receive(bytes, { name: given, by, limit, act }) {
      const id = randomUUID();
      const name = safeName(given);
      const now = new Date();
      const expired = new Date(now.getTime() - uploadDays * dayMs);
      await files.sweep(expired);
      await forgetUploads(database, expired);
      const byteCount = await files.receive(id, name, bytes, limit);
      await addUpload(database, { id, name, byteCount, uploadedBy: by, uploadedAt: now }, act);
      return await control.begin(id, 'inspect', null);
    },
    listUploads: (page) => pageUploads(database, page),
    listImports: (page) => pageImports(database, page),
    read: (id) => readUpload(database, id),
    begin: control.begin,
    cancel: control.cancel,
    hasRejects: async ({ id, name }) => files.hasRejects(id, name),
    async rejects(id) {
      const { name } = await readUpload(database, id);
      return { name, stream: files.readRejects(id, name) };
    },
    undo: (batch, act) => undoImport(database, batch, { act }),
  };
}
