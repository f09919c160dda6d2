import { z } from 'zod';
import { wordActor } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { UploadOptions as GivenOptions, UploadError, UploadStep } from '../../domain/uploads.ts';
import { tableFields } from '../../ingest/fields/table-fields.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import type { InspectedRow, Inspection } from '../../ingest/inspect/inspection.ts';
import { assignColumns } from '../../ingest/mapping/assign-columns.ts';
import { mappedTables } from '../../ingest/mapping/mapping-schema.ts';
import type { Upload as StoredUpload } from '../../store/uploads/uploads.ts';
import {
  fieldsSchema,
  importsQuerySchema,
  importsSchema,
  type LookAgain,
  lookAgainSchema,
  type Upload,
  type UploadOptions,
  type UploadSummary,
  undoImportSchema,
  undoneImportSchema,
  uploadParamsSchema,
  uploadQuerySchema,
  uploadSchema,
} from '../contracts/imports.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation, parseInput } from '../http/operation.ts';
import type { Ports } from '../ports.ts';
import { presentCauses, presentReport } from './present-report.ts';

/** Of a file that is sent. */
const fileLimit = 256_000_000;

const steps: readonly {
  readonly step: UploadStep;
  readonly path: string;
  readonly id: string;
  readonly summary: string;
}[] = [
  { step: 'try', path: 'try', id: 'tryImport', summary: 'Try the import: say what would happen, and write nothing' },
  { step: 'import', path: 'start', id: 'startImport', summary: 'Import the file' },
];

/** A file is sent, looked at, tried and imported; each step goes on in a workflow, and its state is read again. */
export function importOperations({ imports }: Pick<Ports, 'imports'>): Operation[] {
  const params = uploadParamsSchema;
  const tag = 'Data';
  const present = async (upload: StoredUpload) => presentUpload(upload, await imports.hasRejects(upload));

  async function chosen(id: string, { columns, ...options }: LookAgain): Promise<GivenOptions> {
    if (columns === undefined) return toOptions(options);
    const text = options.mapping ?? (await mappingOf(id));
    return toOptions({ ...options, mapping: assignColumns(text, columns) });
  }

  async function mappingOf(id: string): Promise<string> {
    const { name, options, inspection } = await imports.read(id);
    const text = options.mapping ?? (inspection as Inspection | null)?.text ?? null;
    if (text !== null) return text;
    throw new PerennialError(
      'invalid_input',
      `There is no mapping of ${name} yet to which single columns could be changed.`,
      'Send a whole one as `mapping`.',
      { name },
    );
  }

  return [
    {
      method: 'post',
      path: '/api/v1/imports',
      operationId: 'uploadFile',
      tag,
      summary:
        'Send a file to be imported: a CSV, an Excel sheet or a chat, also packed with gzip or in a zip file. It is looked at first',
      takesFile: true,
      bodyLimit: fileLimit,
      query: uploadQuerySchema,
      answers: { 201: { description: 'It is here, and is being looked at.', schema: uploadSchema } },
      refusals: ['payload_too_large', 'disk_full', 'installation_taken', 'temporal_unavailable'],
      async respond({ query, caller, act, incoming }) {
        const { name } = parseInput(uploadQuerySchema, query, 'query');
        const by = wordActor(caller.actor);
        const upload = await imports.receive(incoming, { name, by, limit: fileLimit, act: act(null) });
        return { status: 201, body: await present(upload) };
      },
    },
    defineOperation({
      method: 'get',
      path: '/api/v1/imports',
      operationId: 'listImports',
      tag,
      summary: 'List files that were sent, and everything that was imported',
      query: importsQuerySchema,
      success: { status: 200, description: 'A page of each, newest first.', schema: importsSchema },
      handle: async ({ query }) => {
        const { uploads, done, next_cursor } = await pageBoth(imports, query);
        return {
          next_cursor,
          uploads: uploads.map(presentSummary),
          imports: done.map(({ batch, file, mapping, importedAt, undoneAt, stored, rejected }) => ({
            ...{ batch, file, mapping, stored, rejected },
            imported_at: importedAt.toISOString(),
            taken_back_at: undoneAt?.toISOString() ?? null,
          })),
        };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/imports/fields',
      operationId: 'listFields',
      tag,
      summary: 'List what a column of a file may become',
      success: { status: 200, description: 'Tables with their fields.', schema: fieldsSchema },
      handle: async () => ({ tables: mappedTables.map(presentFields) }),
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/imports/undo',
      operationId: 'undoImport',
      tag,
      summary: 'Take an import back',
      body: undoImportSchema,
      success: { status: 200, description: 'It is taken back.', schema: undoneImportSchema },
      refusals: ['not_found'],
      handle: async ({ body: { batch }, act }) => {
        const { kept, ...undone } = await imports.undo(batch, act(String(batch)));
        return { ...undone, kept: kept.map(({ examples, ...one }) => ({ ...one, examples: [...examples] })) };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/imports/{id}',
      operationId: 'readUpload',
      tag,
      summary: 'Read what is known of a file, and how far its import is',
      params,
      success: { status: 200, description: 'The file.', schema: uploadSchema },
      refusals: ['not_found'],
      handle: async ({ params: { id } }) => present(await imports.read(id)),
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/imports/{id}/inspect',
      operationId: 'inspectUpload',
      tag,
      summary: 'Look at a file again, with a mapping or other choices of your own',
      params,
      body: lookAgainSchema,
      bodyLimit: 200_000,
      success: { status: 202, description: 'It is being looked at.', schema: uploadSchema },
      refusals: ['not_found', 'already_running', 'installation_taken', 'temporal_unavailable'],
      handle: async ({ params: { id }, body, act }) =>
        present(await imports.begin(id, 'inspect', await chosen(id, body), act(id))),
    }),
    ...steps.map(({ step, path, id: operationId, summary }) =>
      defineOperation({
        method: 'post',
        path: `/api/v1/imports/{id}/${path}`,
        operationId,
        tag,
        summary,
        params,
        success: { status: 202, description: 'It has begun.', schema: uploadSchema },
        refusals: ['not_found', 'already_running', 'installation_taken', 'temporal_unavailable'],
        handle: async ({ params: { id }, act }) => present(await imports.begin(id, step, null, act(id))),
      }),
    ),
    defineOperation({
      method: 'post',
      path: '/api/v1/imports/{id}/cancel',
      operationId: 'cancelImport',
      tag,
      summary: 'Cancel what is under way: nothing of the file is imported',
      params,
      success: { status: 200, description: 'It has stopped.', schema: uploadSchema },
      refusals: ['not_found', 'temporal_unavailable'],
      handle: async ({ params: { id } }) => present(await imports.cancel(id)),
    }),
    {
      method: 'get',
      path: '/api/v1/imports/{id}/rejects',
      operationId: 'downloadRejects',
      tag,
      summary: 'Download the rejected rows with their reasons: mended, they can be imported as they are',
      params,
      answers: {
        200: {
          description: "The file's own columns, the line, and what is wrong.",
          schema: z.string(),
          type: 'text/csv',
        },
      },
      refusals: ['not_found'],
      async respond({ params: given }) {
        const { id } = parseInput(params, given, 'path');
        const { name, stream } = await imports.rejects(id);
        if (stream === null) throw noRejects(name);
        const named = `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.rejects.csv`)}`;
        return { status: 200, headers: { 'Content-Disposition': named }, stream, type: 'text/csv; charset=utf-8' };
      },
    },
  ];
}

/** Two lists that go on by one cursor, which has the position of each: how long that of the files is, and both. A list that ended has none. */
async function pageBoth({ listUploads, listImports }: Ports['imports'], query: z.output<typeof importsQuerySchema>) {
  const ended = { rows: [], next: null };
  let uploads: readonly StoredUpload[] = [];
  const { rows: done, next_cursor } = await answerPage('imports', query, async ({ limit, after }) => {
    const length = Number(after?.[0]);
    const ofUploads = after?.slice(1, 1 + length) ?? null;
    const ofImports = after?.slice(1 + length) ?? null;
    const first = ofUploads?.length === 0 ? ended : await listUploads({ limit, after: ofUploads });
    const second = ofImports?.length === 0 ? ended : await listImports({ limit, after: ofImports });
    uploads = first.rows;
    if (first.next === null && second.next === null) return { rows: second.rows, next: null };
    const behind = first.next ?? [];
    return { rows: second.rows, next: [String(behind.length), ...behind, ...(second.next ?? [])] };
  });
  return { uploads, done, next_cursor };
}

function noRejects(name: string): PerennialError {
  return new PerennialError('not_found', `No row of ${name} was rejected.`, 'There is nothing to mend.', { name });
}

function presentFields(table: (typeof mappedTables)[number]) {
  const { fields, required } = tableFields[table];
  const needed = new Set(required.flat());
  return {
    table,
    fields: Object.entries(fields).map(([name, { description, example }]) => ({
      ...{ name, description, example },
      needed: needed.has(name),
    })),
  };
}

function toOptions({ date_order: dateOrder, ...others }: UploadOptions): GivenOptions {
  const given = { ...others, dateOrder };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as GivenOptions;
}

function presentError({ senders, ...error }: UploadError) {
  return { ...error, ...(senders && { senders: [...senders] }) };
}

function presentOptions({ dateOrder, us, ...others }: GivenOptions): UploadOptions {
  return { ...others, ...(dateOrder && { date_order: dateOrder }), ...(us && { us: [...us] }) };
}

function presentSummary({
  id,
  name,
  byteCount,
  uploadedBy,
  uploadedAt,
  state,
  step,
  progress,
  error,
  report,
}: StoredUpload): UploadSummary {
  return {
    ...{ id, name, byte_count: byteCount, uploaded_by: uploadedBy, uploaded_at: uploadedAt.toISOString() },
    ...{
      state,
      step,
      progress,
      error: error === null ? null : presentError(error),
      batch: (report as FileReport | null)?.batch ?? null,
    },
  };
}

function presentUpload(upload: StoredUpload, rejects: boolean): Upload {
  const { batch: _, ...summary } = presentSummary(upload);
  return {
    ...summary,
    options: presentOptions(upload.options),
    inspection: upload.inspection === null ? null : presentInspection(upload.inspection as Inspection),
    trial: upload.trial === null ? null : presentReport(upload.trial as FileReport),
    report: upload.report === null ? null : presentReport(upload.report as FileReport),
    rejects,
  };
}

function presentInspection(found: Inspection): NonNullable<Upload['inspection']> {
  const { mapping, text, unfinished, read, stored, rejected } = found;
  return {
    ...{ mapping, recognised_by: found.recognisedBy, text, unfinished, read, stored, rejected },
    columns: found.columns.map(({ column, uses, example }) => ({ column, uses: [...uses], example })),
    missing_columns: [...found.missingColumns],
    left_out: [...found.leftOut],
    causes: presentCauses(found.causes),
    rows: found.rows.map(presentRow),
    assumed: [...found.assumed],
    notes: [...found.notes],
  };
}

function presentRow(row: InspectedRow) {
  const { line, outcome } = row;
  if (row.outcome === 'left out') return { line, outcome, becomes: [], reasons: [row.why] };
  if (row.outcome === 'rejected') {
    return {
      line,
      outcome,
      becomes: [],
      reasons: row.reasons.map(({ what, remedy }) => `${what}${remedy === '' ? '' : `: ${remedy}`}`),
    };
  }
  const becomes = row.tables.map(({ table, values, attributes }) => ({
    table,
    values: {
      ...values,
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, value ?? ''])),
    },
  }));
  return { line, outcome, becomes, reasons: [...row.notes] };
}
