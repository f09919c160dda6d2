import type { Act } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import {
  beforeStep,
  type UploadError,
  type UploadOptions,
  type UploadProgress,
  type UploadStep,
} from '../../domain/uploads.ts';
import { recordAct } from '../access/audit.ts';
import type { Database } from '../database/database.ts';
import { byMoment, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { storable } from '../database/storable.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Row } from '../training/training-entities.ts';
import { UploadEntity } from './upload-entity.ts';

export type Upload = Row<typeof UploadEntity>;

export type NewUpload = Pick<Upload, 'id' | 'name' | 'byteCount' | 'uploadedBy' | 'uploadedAt'>;

/** It is inspected first. */
export async function addUpload(database: Database, upload: NewUpload, act?: Act): Promise<void> {
  const { id, name } = upload;
  await inTransaction(database, async (client) => {
    await client.query(
      `insert into uploads (id, name, byte_count, uploaded_by, uploaded_at, state, step, begun_at)
       values ($1, $2, $3, $4, $5, 'waiting', 'inspect', $5)`,
      [id, name, upload.byteCount, upload.uploadedBy, upload.uploadedAt],
    );
    await recordAct(client, act && { ...act, target: id, details: { name } });
  });
}

/** Newest first. */
export async function pageUploads(database: Database, page: PageAsked): Promise<Page<Upload>> {
  const query = { columns: 'id', from: 'uploads', ...matching([]), order: byMoment('uploaded_at', 'uuid', true) };
  return await fillPage(await readPage<Pick<Upload, 'id'>>(database, query, page), async (ids) => {
    const rows = await database.em().find(UploadEntity, { id: { $in: ids } });
    return rows.map((row) => ({ ...row }));
  });
}

/** @throws PerennialError `not_found` */
export async function readUpload(database: Database, id: string): Promise<Upload> {
  const row = await database.em().findOne(UploadEntity, id);
  if (row !== null) return { ...row };
  throw new PerennialError('not_found', `There is no upload ${id}.`, 'List them at /api/v1/imports.', { id });
}

/**
 * Begins a step. Files before the last one are still inspected by `options` when these are given anew.
 * @throws PerennialError `not_found`, `already_running` while a step is under way, `invalid_input` after the import
 */
export async function beginStep(
  database: Database,
  id: string,
  step: UploadStep,
  options: UploadOptions | null,
  now: Date,
  act?: Act,
): Promise<Upload> {
  const begun = await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `update uploads set state = 'working', step = $2, begun_at = $3, progress = null, error = null, options = coalesce($4, options)
       where id = $1 and state = any($5) returning name`,
      [id, step, now, options === null ? null : JSON.stringify(storable(options, 'options')), [...beforeStep]],
    );
    const [changed] = rows;
    if (changed !== undefined) await recordAct(client, act && { ...act, details: changed });
    return changed !== undefined;
  });
  const upload = await readUpload(database, id);
  if (begun) return upload;
  if (upload.state === 'working')
    throw new PerennialError(
      'already_running',
      `${upload.name} is being worked on.`,
      'Wait until it is done, or cancel it.',
      { id, step: upload.step },
    );
  throw new PerennialError(
    'invalid_input',
    `${upload.name} was imported already.`,
    'Send the file again to import it again: rows are found again by their ids.',
    { id },
  );
}

export async function noteProgress(database: Database, id: string, progress: UploadProgress): Promise<void> {
  await database.query(`update uploads set progress = $2 where id = $1 and state = 'working'`, [
    id,
    JSON.stringify(progress),
  ]);
}

const resultOf = { inspect: 'inspection', try: 'trial', import: 'report' } as const satisfies Record<
  UploadStep,
  string
>;

/**
 * What an earlier step found no longer holds when the columns were given another meaning. An import that stored nothing is a try: the
 * person may give the columns another one. What was imported is in the tables: the rows that a look at the file showed are forgotten.
 */
export async function endStep(
  database: Database,
  id: string,
  { step, result, stored }: { readonly step: UploadStep; readonly result: unknown; readonly stored: boolean },
): Promise<void> {
  const imported = step === 'import' && stored;
  const column = resultOf[step === 'import' && !stored ? 'try' : step];
  await database.query(
    `update uploads set state = $2, progress = null, ${column} = $3${imported ? ', inspection = null, trial = null' : step === 'inspect' ? ', trial = null' : ''}
     where id = $1 and state = 'working' and step = $4`,
    [id, imported ? 'imported' : 'waiting', JSON.stringify(storable(result, `result of ${step}`)), step],
  );
}

/** Of files that are no longer kept: what they held goes too. */
export async function forgetUploads(database: Database, before: Date): Promise<void> {
  await database.query(
    `update uploads set inspection = null, trial = null
     where uploaded_at < $1 and state <> 'working' and (inspection is not null or trial is not null)`,
    [before],
  );
}

export async function failStep(database: Database, id: string, step: UploadStep, error: UploadError): Promise<void> {
  await database.query(
    `update uploads set state = 'failed', progress = null, error = $3 where id = $1 and state = 'working' and step = $2`,
    [id, step, JSON.stringify(storable(error, 'error of an upload'))],
  );
}

/** Its file is not there any more; what was found in it goes too. */
export async function loseUpload(database: Database, id: string, error: UploadError): Promise<void> {
  await database.query(
    `update uploads set state = 'failed', progress = null, inspection = null, trial = null, error = $2 where id = $1 and state <> 'imported'`,
    [id, JSON.stringify(error)],
  );
}
