import type pg from 'pg';
import type { Database } from '../store/database/database.ts';
import { inTransaction } from '../store/database/transaction.ts';
import { type ColumnMapping, mapColumns } from './column-mapping.ts';
import {
  type ColumnStyle,
  type ColumnSurvey,
  type StyleOptions,
  settleStyles,
  surveyDates,
  surveyNumbers,
} from './column-styles.ts';
import { type ImportColumn, type ImportDefinition, type ImportTable, importDefinitions } from './importable-tables.ts';
import { type ParsedRow, resolveReferences } from './references.ts';
import { openRejects, type Problem, type RejectsFile } from './rejects-file.ts';
import { createStaging, derivedPurchaseId, mergeStaged, type Outcome, type StagedRow, stage } from './staging.ts';
import { eachBatch, surveyFile, type TableRecord } from './table-file.ts';

export type ImportProgress = { read: number; rejected: number; bytesRead: number; totalBytes: number };

export type ImportOptions = {
  readonly database: Database;
  readonly table: ImportTable;
  /** Path of a CSV file. */
  readonly file: string;
  /** Column of the file -> field of the table, where the names differ. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** Where the file doesn't tell how numbers and dates are written. */
  readonly styles?: StyleOptions;
  /** Does everything and rolls it back: the report says what would happen. */
  readonly dryRun?: boolean;
  /** Where rejected rows go; null counts them only. */
  readonly rejectsFile?: string | null;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
};

/** read = inserted + updated + unchanged + merged + rejected. */
export type ImportReport = Outcome & {
  readonly table: ImportTable;
  readonly read: number;
  readonly rejected: number;
  /** Null when nothing was rejected. */
  readonly rejectsFile: string | null;
  readonly firstProblems: readonly Problem[];
  readonly ignoredColumns: readonly string[];
  /** How columns were read where that had to be decided, by the file's own names. */
  /** What was odd about the file, as sentences. */
  readonly notes: readonly string[];
  readonly assumed: readonly { readonly column: string; readonly reading: string }[];
};

/** Records held in memory at once. */
const batchRows = 5_000;
const problemsShown = 10;

class DryRun extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('dry run');
    this.outcome = outcome;
  }
}

/**
 * Imports a CSV file in one transaction: killed or cancelled half-way, nothing of it is there. A bad row is rejected with its
 * reason and doesn't keep the others out. Rows are found again by external id, so importing a file twice changes nothing.
 */
export async function importTable(options: ImportOptions): Promise<ImportReport> {
  const { database, table, dryRun = false, rejectsFile = null, onProgress, signal } = options;
  const definition = importDefinitions[table];
  const { surveyed, columns, styles } = await survey(options, definition);
  const rejects = openRejects(rejectsFile, surveyed.header);
  const intake = { table, definition, columns, styles, rejects, read: 0, rejected: 0, firstProblems: [] as Problem[] };
  const staged = definition.columns.filter(({ field }) => columns.columnOf.has(field));

  async function importInto(client: pg.ClientBase): Promise<Outcome> {
    intake.definition = await withTimezones(client, definition, columns);
    await createStaging(client, staged);
    await eachBatch(surveyed, batchRows, async (batch, bytesRead) => {
      signal?.throwIfAborted();
      await takeBatch(client, intake, staged, batch);
      await rejects.write();
      const { read, rejected } = intake;
      onProgress?.({ read, rejected, bytesRead, totalBytes: surveyed.layout.totalBytes });
    });
    const outcome = await mergeStaged(client, table, staged);
    if (dryRun) throw new DryRun(outcome);
    return outcome;
  }

  try {
    const outcome = await inTransaction(database, importInto, { signal }).catch((error: unknown) => {
      if (error instanceof DryRun) return error.outcome;
      throw error;
    });
    const { read, rejected, firstProblems } = intake;
    const ignoredColumns = columns.ignored;
    const assumed = [...styles].flatMap(([at, { assumed }]) =>
      assumed === null ? [] : [{ column: surveyed.header[at], reading: assumed }],
    );
    return {
      ...{ table, read, ...outcome, rejected, rejectsFile: await rejects.finish() },
      ...{ firstProblems, ignoredColumns, assumed, notes: surveyed.notes },
    };
  } catch (error) {
    await rejects.discard();
    throw error;
  }
}

type Intake = {
  readonly table: ImportTable;
  definition: ImportDefinition;
  readonly columns: ColumnMapping;
  /** By the column's place in the file. */
  readonly styles: ReadonlyMap<number, ColumnStyle>;
  readonly rejects: RejectsFile;
  read: number;
  rejected: number;
  readonly firstProblems: Problem[];
};

type ParsedRecord = Omit<StagedRow, 'place'> | { readonly problem: Problem };

/** Decides by the whole file how each column of numbers and dates is written. */
async function survey({ table, file, mapping = {}, styles = {}, signal }: ImportOptions, definition: ImportDefinition) {
  const typeOf = new Map(definition.columns.map(({ field, type }) => [field, type]));
  let columns: ColumnMapping | undefined;
  const surveys = new Map<number, ColumnSurvey>();
  const surveyed = await surveyFile(
    file,
    (header) => {
      columns = mapColumns(table, definition, header, mapping);
      surveys.clear();
      columns.fields.forEach((field, at) => {
        const survey = surveyOf(typeOf.get(field ?? '') ?? '');
        if (survey !== undefined) surveys.set(at, survey);
      });
      const watched = [...surveys];
      return (cells) => {
        for (const [at, { see }] of watched) if (cells[at] !== undefined) see(cells[at]);
      };
    },
    signal,
  );
  // a file without a header is refused by the survey
  const found = columns as unknown as ColumnMapping;
  return { surveyed, columns: found, styles: settleStyles(surveys, surveyed.layout.separator, styles) };
}

/** By the type of the column in the table; undefined: texts stay as they are. */
function surveyOf(type: string): ColumnSurvey | undefined {
  if (type === 'timestamptz') return surveyDates();
  if (type === 'double precision') return surveyNumbers();
  const places = /^(?:numeric\(\d+, (\d+)\)|integer|smallint)/.exec(type);
  return places === null ? undefined : surveyNumbers(Number(places[1] ?? 0));
}

async function takeBatch(
  client: pg.ClientBase,
  intake: Intake,
  staged: readonly ImportColumn[],
  batch: readonly TableRecord[],
): Promise<void> {
  const parsed = batch.map((record) => parseRecord(intake, record));
  const rows = parsed.flatMap((each) => ('row' in each ? [each.row] : []));
  const refers = intake.table !== 'contacts' && rows.length > 0;
  const broken = refers ? await resolveReferences(client, rows) : new Map();
  const accepted: StagedRow[] = [];
  batch.forEach((record, at) => {
    intake.read++;
    const result = parsed[at];
    if (result === undefined) return;
    if ('problem' in result) {
      reject(intake, record, result.problem);
      return;
    }
    const reference = broken.get(result.row);
    if (reference === undefined) accepted.push({ ...result, place: intake.read });
    else reject(intake, record, problemAt(intake, record, reference.field, reference.reason));
  });
  await stage(client, staged, accepted);
}

function parseRecord(intake: Intake, record: TableRecord): ParsedRecord {
  const { columns, definition, styles, table } = intake;
  const { cells, line } = record;
  if (cells.length !== columns.fields.length) {
    const reason = `has ${cells.length} cells where the first line has ${columns.fields.length}`;
    return { problem: { line, column: '', value: '', reason } };
  }
  const given: Record<string, string> = {};
  columns.fields.forEach((field, at) => {
    const cell = cells[at];
    if (field === null || cell === undefined || cell.trim() === '') return;
    given[field] = styles.get(at)?.canonical(cell) ?? cell;
  });
  const result = definition.schema.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0];
    return { problem: problemAt(intake, record, String(issue?.path[0] ?? ''), issue?.message ?? 'is not valid') };
  }
  const row: ParsedRow = result.data;
  const derived = table === 'purchases' && row.external_id === undefined;
  return { row, derived, id: derived ? derivedPurchaseId(row) : String(row.external_id) };
}

function problemAt({ columns }: Intake, { line, cells }: TableRecord, field: string, reason: string): Problem {
  const at = columns.fields.indexOf(field);
  return { line, column: columns.columnOf.get(field) ?? field, value: cells[at] ?? '', reason };
}

function reject(intake: Intake, record: TableRecord, problem: Problem): void {
  intake.rejected++;
  if (intake.firstProblems.length < problemsShown) intake.firstProblems.push(problem);
  const subject = problem.column === '' ? 'the row' : `${problem.column} "${problem.value}"`;
  intake.rejects.add(record, `${subject} ${problem.reason}`);
}

/** Time zones as this server knows them: feature queries convert with them, and one unknown name would fail them all. */
async function withTimezones(
  client: pg.ClientBase,
  definition: ImportDefinition,
  columns: ColumnMapping,
): Promise<ImportDefinition> {
  if (!columns.columnOf.has('timezone')) return definition;
  const { rows } = await client.query<{ name: string }>('select lower(name) as name from pg_timezone_names');
  const known = new Set(rows.map((row) => row.name));
  const schema = definition.schema.refine(
    ({ timezone }) => typeof timezone !== 'string' || known.has(timezone.toLowerCase()),
    { path: ['timezone'], message: 'is not a time zone such as Europe/Lisbon' },
  );
  return { ...definition, schema };
}
