import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Scrubber } from '../../domain/erasure/scrub.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { Database } from '../../store/database/database.ts';
import { openUploadFiles } from '../../store/uploads/upload-files.ts';
import { loseUpload } from '../../store/uploads/uploads.ts';
import { eachBatch, surveyFile } from '../table-file.ts';

const recordsAtOnce = 2_000;

/**
 * Removes files that people sent and that hold a person, and takes the person out of files of rejected rows. A file that was to be imported
 * has to be sent again; its rows of the person are then left out.
 */
export async function eraseFromUploads(database: Database, folder: string, scrubber: Scrubber): Promise<number> {
  const files = openUploadFiles(folder);
  const uploads = await database.query<{ id: string; name: string }>('select id, name from uploads');
  let changed = 0;
  for (const { id, name } of uploads) {
    if (await dropRecords(files.rejectsPath(id, name), scrubber)) changed++;
    const file = files.place(id, name);
    if (!existsSync(file) || !(await holds(file, scrubber))) continue;
    await files.forget(id, name);
    await loseUpload(database, id, gone);
    changed++;
  }
  return changed;
}

/** Beside files that were imported on this machine. */
export async function eraseFromRejects(database: Database, scrubber: Scrubber): Promise<number> {
  const rows = await database.query<{ file: string }>(
    'select distinct rejects_file as file from import_batches where rejects_file is not null',
  );
  let changed = 0;
  for (const { file } of rows) if (await dropRecords(file, scrubber)) changed++;
  return changed;
}

const gone = {
  code: 'not_found',
  message: 'The file held somebody who was erased, and is not kept.',
  remedy: 'Send it again if the rest of it is to be imported: rows of that person are left out.',
} as const;

async function holds(file: string, scrubber: Scrubber): Promise<boolean> {
  const found = new PerennialError('cancelled', 'Found.', '');
  try {
    const surveyed = await surveyFile(file, () => () => {});
    await eachBatch(surveyed, recordsAtOnce, async (records) => {
      if (records.some(({ cells }) => cells.some(scrubber.finds))) throw found;
    });
    return false;
  } catch (error) {
    if (error === found) return true;
    // what is no table may still hold them
    return scrubber.finds(await readFile(file, 'latin1'));
  }
}

async function dropRecords(file: string, scrubber: Scrubber): Promise<boolean> {
  if (!existsSync(file)) return false;
  const [header = '', ...records] = recordsOf(await readFile(file, 'utf8'));
  const kept = records.filter((record) => !scrubber.finds(record) && !cellsOf(record).some(scrubber.finds));
  if (kept.length === records.length) return false;
  if (kept.length === 0) await rm(file, { force: true });
  else {
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, [header, ...kept].join(''), { mode: 0o600 });
    await rename(temporary, file);
  }
  return true;
}

/** Records with their line ends; one in quotation marks may hold lines. */
function recordsOf(text: string): string[] {
  const records: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '\n' && !quoted) {
      records.push(text.slice(from, at + 1));
      from = at + 1;
    }
  }
  return from < text.length ? [...records, text.slice(from)] : records;
}

function cellsOf(record: string): string[] {
  return record
    .trimEnd()
    .split(/[,;\t|]/)
    .map((cell) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
}
