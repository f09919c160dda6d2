import { basename } from 'node:path';
import type pg from 'pg';
import { takeImportTurn } from '../store/crm/import-lock.ts';
import { storable } from '../store/database/storable.ts';
import { hashFile } from './find-import.ts';
import type { FinishedIdentities } from './identity/finish-identities.ts';
import { openResolver } from './identity/resolve.ts';
import type { ImportOptions } from './import-options.ts';
import type { FileReport } from './import-report.ts';
import { datesLeads } from './intake/assume-dates.ts';
import { type ColumnReaders, createColumnSurveys } from './intake/column-readers.ts';
import { createConversationContacts } from './intake/conversation-contacts.ts';
import type { Intake } from './intake/intake.ts';
import { createKnownRows } from './intake/known-rows.ts';
import { erasedBefore, openLeaveOutErased } from './intake/leave-out-erased.ts';
import { createRejectCauses } from './intake/reject-causes.ts';
import { earliestMoment, latestMoment, type RowContext, readTimezones } from './intake/row-context.ts';
import { referencesOf } from './intake/settle-references.ts';
import { stagedFields } from './intake/staged-fields.ts';
import { takeBatch } from './intake/take-batch.ts';
import { brokenNotes } from './mapping/broken-cells.ts';
import { compileMapping } from './mapping/compile-mapping.ts';
import type { CompiledMapping, MappingProblem } from './mapping/mapped-row.ts';
import { unlistedNotes } from './mapping/unlisted-words.ts';
import { createAttributeStaging } from './merge/merge-attributes.ts';
import { mergeFile, type StagedFile } from './merge/merge-file.ts';
import { createStaging } from './merge/staging.ts';
import type { PlannedFile } from './planned-file.ts';
import type { RejectsFile } from './rejects-file.ts';
import { eachBatch, type SurveyedFile, surveyFile, type TableRecord } from './table-file.ts';

/** Records held in memory at once. */
const batchRows = 5_000;
/** Of the server, for sorting and joining staged rows: with its usual 4 MB a million of them go through its disk. */
const sortMemory = '64MB';
/** Lines of one cell that end a file, as a total or who made it, belong to no row; more of them aren't a footer. */
const longestFooter = 10;

/** Imports one file within the transaction of `client`. */
export async function importFile(
  client: pg.ClientBase,
  plan: PlannedFile,
  rejects: RejectsFile,
  options: ImportOptions,
): Promise<FileReport> {
  const { surveyed, mapping, readers } = await survey(plan, options);
  rejects.begin(surveyed.header, surveyed.layout.separator);
  await takeImportTurn(client);
  await client.query(`set local work_mem = '${sortMemory}'`);
  const batch = await openBatch(client, plan);
  const staged = await createStagedFile(client, mapping, plan);
  const counts = { read: 0, rejected: 0 };
  const leftOut = new Map<string, number>();
  const noted = new Map<string, number>();
  const causes = createRejectCauses();

  function reject(record: TableRecord, problems: readonly MappingProblem[]): void {
    counts.rejected++;
    causes.add(record.line, problems);
    rejects.add(record, [...new Set(problems.map(worded))].join('; '));
  }
  const leaveOut = (why: string) => leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
  const contacts = openResolver(client, { country: plan.mapping.country ?? options.settings.country });
  const intake: Intake = {
    client,
    mapping,
    read: readers.read,
    width: surveyed.header.length,
    row: await rowContext(client, mapping, plan, options.now, (what) => noted.set(what, (noted.get(what) ?? 0) + 1)),
    currency: plan.mapping.currency,
    contacts,
    known: createKnownRows(client, referredTables(mapping)),
    conversations: createConversationContacts(client),
    ...staged,
    items: {},
    reject,
    leaveOut,
    leaveOutErased: await openLeaveOutErased(client, options.settings.readErasureKey),
    onErased: () => leaveOut(erasedBefore),
  };
  let footer: TableRecord[] = [];
  await eachBatch(surveyed, batchRows, async (records, bytesRead) => {
    options.signal?.throwIfAborted();
    counts.read += records.length;
    const held = withoutFooter([...footer, ...records], surveyed.header.length);
    footer = held.footer;
    await takeBatch(intake, held.records);
    await rejects.write();
    const { totalBytes } = surveyed.layout;
    options.onProgress?.({ file: plan.file, ...counts, bytesRead, totalBytes });
  });
  const notes = [...surveyed.notes];
  if (footer.length > longestFooter || footer.length === counts.read) await takeBatch(intake, footer);
  else for (const _ of footer) leaveOut('below the table');
  await rejects.write();

  const merged = await mergeFile(client, batch, staged, mapping, {
    ownCurrency: options.settings.currency,
    yieldsTo: plan.mapping.yields_to,
  });
  const identities = await contacts.finish(batch);
  for (const [what, rows] of noted) notes.push(`${rows} ${what}.`);
  notes.push(...brokenNotes(mapping.brokenCells()));
  // who writes a mapping knows what it leaves blank
  if (plan.isPreset) notes.push(...unlistedNotes(mapping.unlistedWords()));
  if (readers.zonelessRead()) {
    notes.push(
      `Moments without a zone were read as those of ${options.settings.timezone} (BUSINESS_TIMEZONE); zone: in the mapping, or --zone, names another.`,
    );
  }
  const report: FileReport = {
    ...{ file: plan.file, mapping: plan.mapping.name, batch, ...counts },
    stored: counts.read - counts.rejected - [...leftOut.values()].reduce((sum, rows) => sum + rows, 0),
    leftOut: [...leftOut].map(([why, rows]) => ({ why, rows })),
    ...{ tables: merged.tables, attributes: merged.attributes, causes: causes.list(), rejectsFile: null },
    ...{ ignoredColumns: withoutOwn(mapping.ignoredColumns), missingColumns: mapping.missingColumns },
    ...{ assumed: readers.assumed, notes: [...notes, ...merged.notes, ...identityNotes(identities)] },
  };
  await client.query('update import_batches set report = $2 where id = $1', [
    batch,
    JSON.stringify(storable(report, 'report of an import')),
  ]);
  return report;
}

function identityNotes({ conflicts, merged, dangling }: FinishedIdentities): string[] {
  const notes: string[] = [];
  if (merged > 0) notes.push(`${merged} contacts were merged into others, as the file says.`);
  if (conflicts > 0) {
    notes.push(`${conflicts} pairs of contacts share a phone or an e-mail: npx perennial data duplicates lists them.`);
  }
  if (dangling.length > 0) notes.push(`${dangling.length} merged contacts were left out: neither of the two is known.`);
  return notes;
}

/** The first pass: decides by the whole file how each column of numbers and dates is written. */
async function survey(
  plan: PlannedFile,
  { styles, settings, us, signal }: ImportOptions,
): Promise<{ surveyed: SurveyedFile; mapping: CompiledMapping; readers: ColumnReaders }> {
  let mapping: CompiledMapping | undefined;
  let surveys: ReturnType<typeof createColumnSurveys> | undefined;
  const surveyed = await surveyFile(
    plan.file,
    (header) => {
      mapping = compileMapping(plan.mapping, header, plan);
      surveys = createColumnSurveys(mapping.styled);
      return surveys.see;
    },
    signal,
    { us: us ?? plan.mapping.us, dateOrder: styles?.dateOrder ?? plan.mapping.date_order },
  );
  if (mapping === undefined || surveys === undefined) throw new Error(`${plan.file} was read without a header`);
  return {
    surveyed,
    mapping,
    readers: surveys.settle(surveyed.layout.separator, surveyed.header, styles ?? {}, settings.timezone),
  };
}

async function openBatch(
  client: pg.ClientBase,
  { file, mapping: { name, source = '' } }: PlannedFile,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `insert into import_batches (file, content_hash, mapping, source, report) values ($1, $2, $3, $4, '{}') returning id`,
    [basename(file), await hashFile(file), name, source],
  );
  return rows[0].id;
}

async function createStagedFile(
  client: pg.ClientBase,
  mapping: CompiledMapping,
  plan: PlannedFile,
): Promise<StagedFile> {
  const staged: StagedFile = { staged: new Map(), attributes: new Map(), removals: new Map() };
  for (const [table, fields] of mapping.fields) {
    staged.staged.set(table, await createStaging(client, table, stagedFields(mapping, table, plan.mapping.currency)));
    if (table === 'contacts' || table === 'leads') {
      staged.attributes.set(table, await createAttributeStaging(client, table));
      if (fields.includes('deleted')) staged.removals.set(table, { ids: [] });
    }
  }
  return staged;
}

async function rowContext(
  client: pg.ClientBase,
  mapping: CompiledMapping,
  { mapping: { source } }: PlannedFile,
  now: Date,
  count: (what: string) => void,
): Promise<RowContext> {
  return {
    source: source === undefined ? '' : `${source}:`,
    earliest: earliestMoment,
    now: now.toISOString(),
    latest: latestMoment(now),
    timezones: await timezones(client, mapping),
    datesLeads: datesLeads(mapping),
    columnOf: (table, field) => mapping.columnOf(table, field),
    count,
  };
}

async function timezones(client: pg.ClientBase, { fields }: CompiledMapping): Promise<ReadonlySet<string>> {
  if (![...fields.values()].some((names) => names.includes('timezone'))) return new Set();
  return await readTimezones(client);
}

/** Tables that the file feeds and that rows of it may refer to. */
function referredTables({ fields }: CompiledMapping): ReadonlySet<string> {
  const fed = [...fields.keys()];
  return new Set(
    fed.flatMap((table) =>
      referencesOf(table).flatMap(({ field, refersTo }) =>
        fields.get(table)?.includes(field) && fed.includes(refersTo) ? [refersTo] : [],
      ),
    ),
  );
}

function withoutFooter(records: TableRecord[], width: number): { records: TableRecord[]; footer: TableRecord[] } {
  let end = records.length;
  while (width > 2 && end > 0 && records[end - 1].cells.length === 1) end--;
  return { records: records.slice(0, end), footer: records.slice(end) };
}

/** The columns that a file of rejects adds aren't the file's own. */
function withoutOwn(columns: readonly string[]): string[] {
  return columns.filter((name) => name !== 'rejected_line' && name !== 'rejected_reason');
}

function worded({ column, value, reason }: MappingProblem): string {
  return `${column === '' ? 'the row' : `${column} "${value}"`} ${reason}`;
}
