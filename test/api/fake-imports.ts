import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Ports } from '../../api/ports.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { UploadOptions, UploadStep } from '../../domain/uploads.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import type { Inspection } from '../../ingest/inspect/inspection.ts';
import type { ListedImport } from '../../ingest/list-imports.ts';
import type { Upload } from '../../store/uploads/uploads.ts';
import { pageOf } from './fake-page.ts';

export const cause = {
  table: 'leads',
  column: 'value',
  reason: 'is not a number',
  remedy: 'write 1234.50',
  rows: 1,
  examples: [{ line: 3, value: 'much' }],
};

export const inspection: Inspection = {
  file: 'deals.csv',
  mapping: 'HubSpot deals',
  recognisedBy: 'the preset hubspot/deals',
  text: 'name: deals\ntables:\n  leads:\n    external_id: Deal ID\n    contact: Person\n    created_at: Created\n',
  unfinished: null,
  columns: [
    { column: 'Deal ID', uses: ['leads.external_id'], example: 'd-1' },
    { column: 'Colour', uses: [], example: 'blue' },
  ],
  missingColumns: [],
  ...{ read: 3, stored: 2, leftOut: [], rejected: 1, causes: [cause] },
  rows: [
    {
      ...{ line: 2, outcome: 'stored', notes: [] },
      tables: [{ table: 'leads', values: { external_id: 'd-1', stage: 'won' }, clears: [], attributes: {} }],
    },
    { line: 3, outcome: 'rejected', reasons: [{ what: 'value "much" is not a number', remedy: 'write 1234.50' }] },
  ],
  assumed: [{ column: 'Close date', reading: 'day before month' }],
  notes: [],
};

export const report: FileReport = {
  ...{ file: 'deals.csv', mapping: 'HubSpot deals', batch: 7, read: 3, stored: 2, leftOut: [], rejected: 1 },
  tables: [{ table: 'leads', inserted: 2, updated: 0, unchanged: 0, merged: 0, removed: 0 }],
  ...{ attributes: 2, causes: [cause], rejectsFile: 'deals.csv.rejects.csv' },
  ...{ ignoredColumns: [], missingColumns: [], assumed: [], notes: [] },
};

export const upload: Upload = {
  id: '0198a3c2-7e14-7c3a-8f2b-1d2e3f405162',
  ...{ name: 'deals.csv', byteCount: 120, uploadedBy: 'Max', uploadedAt: new Date('2026-06-01T08:00:00Z') },
  ...{ state: 'waiting', step: 'inspect', begunAt: new Date('2026-06-01T08:00:00Z'), options: {} },
  ...{ progress: null, inspection, trial: null, report: null, error: null },
};

export const listedImport: ListedImport = {
  ...{ batch: 7, file: 'deals.csv', mapping: 'HubSpot deals', stored: 2, rejected: 1 },
  ...{ importedAt: new Date('2026-06-01T08:01:00Z'), undoneAt: null },
};

export type FakeImports = Ports['imports'] & {
  uploads: Upload[];
  imports: ListedImport[];
  readonly received: string[];
  readonly begun: { readonly id: string; readonly step: UploadStep; readonly options: UploadOptions | null }[];
  change(id: string, values: Partial<Upload>): void;
};

/** Files in memory. A step stays under way until the test says what became of it. */
export function fakeImports(uploads: Upload[] = []): FakeImports {
  const fake: FakeImports = {
    uploads,
    imports: [],
    received: [],
    begun: [],
    change(id, values) {
      fake.uploads = fake.uploads.map((one) => (one.id === id ? { ...one, ...values } : one));
    },
    async receive(bytes, { name, by }) {
      const content = await text(bytes);
      fake.received.push(content);
      const working = { ...upload, id: randomUUID(), name, uploadedBy: by, byteCount: content.length };
      fake.uploads.unshift({ ...working, state: 'working', inspection: null });
      return fake.uploads[0] as Upload;
    },
    listUploads: async (page) => pageOf(fake.uploads, page),
    listImports: async (page) => pageOf(fake.imports, page),
    async read(id) {
      const known = fake.uploads.find((one) => one.id === id);
      if (known !== undefined) return known;
      throw new PerennialError('not_found', `There is no upload ${id}.`, 'List them.');
    },
    async begin(id, step, options) {
      const { state, name } = await fake.read(id);
      if (state === 'working') throw new PerennialError('already_running', `${name} is being worked on.`, 'Wait.');
      fake.begun.push({ id, step, options });
      fake.change(id, { state: 'working', step, error: null, progress: { share: 0.4, read: 1, rejected: 0 } });
      return await fake.read(id);
    },
    async cancel(id) {
      const error = { code: 'cancelled', message: 'It was cancelled. Nothing of this file was imported.', remedy: '' };
      fake.change(id, { state: 'failed', error, progress: null });
      return await fake.read(id);
    },
    hasRejects: async ({ report: done, trial }) => ((done ?? trial) as FileReport | null)?.rejectsFile != null,
    async rejects(id) {
      const { name } = await fake.read(id);
      return {
        name,
        stream: Readable.from(['Deal ID,value,rejected_line,rejected_reason\r\nd-2,much,3,value is not a number\r\n']),
      };
    },
    async undo(batch) {
      const known = fake.imports.find((one) => one.batch === batch);
      if (known === undefined) throw new PerennialError('not_found', `There is no import ${batch}.`, 'List them.');
      fake.imports = fake.imports.map((one) => (one === known ? { ...one, undoneAt: new Date() } : one));
      return { batch, file: known.file, deleted: 2, restored: 0, kept: [] };
    },
  };
  return fake;
}

export type FakePretend = Ports['pretend'] & {
  now: Awaited<ReturnType<Ports['pretend']['status']>>;
  production: boolean;
};

export function fakePretend(): FakePretend {
  const fake: FakePretend = {
    now: { state: 'none', progress: null, error: null },
    production: false,
    async start() {
      fake.now = { state: 'working', progress: { step: 'simulate', message: 'Simulating', done: false }, error: null };
    },
    status: async () => fake.now,
    remove: async () => ({ contacts: 200, versions: 3 }),
  };
  return fake;
}
