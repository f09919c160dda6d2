import { createKeyReader } from '../identity/contact-keys.ts';
import { phoneCountry } from '../identity/phone.ts';
import type { ImportSettings } from '../import-options.ts';
import { datesLeads } from '../intake/assume-dates.ts';
import { type ColumnReaders, createColumnSurveys, type StyleOptions } from '../intake/column-readers.ts';
import { createRejectCauses } from '../intake/reject-causes.ts';
import { brokenNotes } from '../mapping/broken-cells.ts';
import { faultsOfMapping } from '../mapping/check-mapping.ts';
import { type ChosenMapping, findMapping, type MappingWish } from '../mapping/choose-mapping.ts';
import { compileMapping } from '../mapping/compile-mapping.ts';
import { fittedTo } from '../mapping/fit-mapping.ts';
import type { CompiledMapping } from '../mapping/mapped-row.ts';
import type { Mapping } from '../mapping/mapping-schema.ts';
import { unnamed } from '../mapping/propose/complete-draft.ts';
import { createProfiles } from '../mapping/propose/profile-columns.ts';
import { proposeMapping } from '../mapping/propose/propose-mapping.ts';
import { writeMapping } from '../mapping/write-mapping.ts';
import { eachBatch, readHeader, type SurveyedFile, surveyFile, type TableRecord } from '../table-file.ts';
import { chooseRows } from './choose-rows.ts';
import { inspectRecord, type RecordContext } from './inspect-record.ts';
import type { Inspection } from './inspection.ts';

export type InspectOptions = Omit<MappingWish, 'header'> & {
  readonly settings: ImportSettings;
  readonly styles?: StyleOptions;
  /** Names under which the business itself writes, in a chat export. */
  readonly us?: readonly string[];
  readonly now: Date;
  readonly signal?: AbortSignal;
};

/** Rows that are kept for what a proposal looks at beyond single cells. */
const keptRows = 1_000;
const batchRows = 5_000;

/**
 * Says what an import would make of a file, and proposes a mapping where none is known. It reads the file only.
 * @throws PerennialError `invalid_input` for what isn't a table.
 */
export async function inspectFile(options: InspectOptions): Promise<Inspection> {
  const { file } = options;
  const chosen = findMapping({ ...options, header: await readHeader(file) });
  const proposed = chosen === undefined ? await propose(file, options.signal) : undefined;
  const mapping = chosen?.mapping ?? (proposed?.mapping as Mapping);
  const said = { file, mapping: mapping.name, recognisedBy: chosen?.by ?? null };
  const asked = proposed?.text.split('\n').filter((line) => line.includes(`: "${unnamed}"`)) ?? [];
  if (asked.length > 0) return unfinished(options, mapping, said, proposed?.text ?? null, asked);

  const { surveyed, compiled, readers } = await survey(options, mapping, chosen?.isPreset ?? false);
  const context = recordContext(options, mapping, compiled, readers, surveyed.header);
  const found = await readAll(surveyed, context);
  const examples = found.examples;
  return {
    ...said,
    text: proposed?.text ?? copyOf(chosen, surveyed.header, options.us),
    unfinished: null,
    columns: surveyed.header.flatMap((column, at) =>
      column.trim() === '' ? [] : [{ column, uses: compiled.uses.get(at) ?? [], example: examples[at] ?? '' }],
    ),
    missingColumns: compiled.missingColumns,
    ...found.outcomes,
    assumed: readers.assumed,
    notes: [...surveyed.notes, ...brokenNotes(compiled.brokenCells())],
  };
}

async function propose(file: string, signal: AbortSignal | undefined) {
  let profiles: ReturnType<typeof createProfiles> | undefined;
  let rows: string[][] = [];
  await surveyFile(
    file,
    (header) => {
      const own = createProfiles(header);
      profiles = own;
      rows = [];
      return (cells) => {
        own.see(cells);
        if (rows.length < keptRows) rows.push([...cells]);
      };
    },
    signal,
  );
  return proposeMapping(file, profiles?.profiles() ?? [], rows);
}

/** A person's own copy; null: there is a mapping file, or the file lacks what a mapping of its own would have to name. */
function copyOf(
  chosen: ChosenMapping | undefined,
  header: readonly string[],
  us: readonly string[] | undefined,
): string | null {
  if (chosen === undefined || chosen.isOwn) return null;
  const from = chosen.isPreset
    ? `# A copy of ${chosen.by}, for the columns of this file. Without this file the preset itself is used.\n`
    : '';
  const named = us === undefined || chosen.mapping.format !== 'whatsapp-chat' ? {} : { us: [...us] };
  const fitted = fittedTo({ ...chosen.mapping, ...named }, header);
  return faultsOfMapping(fitted).length > 0 ? null : from + writeMapping(fitted);
}

async function survey({ file, styles, settings, us, signal }: InspectOptions, mapping: Mapping, isPreset: boolean) {
  let compiled: CompiledMapping | undefined;
  let surveys: ReturnType<typeof createColumnSurveys> | undefined;
  const surveyed = await surveyFile(
    file,
    (header) => {
      compiled = compileMapping(mapping, header, { isPreset });
      surveys = createColumnSurveys(compiled.styled);
      return surveys.see;
    },
    signal,
    { us: us ?? mapping.us, dateOrder: styles?.dateOrder ?? mapping.date_order },
  );
  if (compiled === undefined || surveys === undefined) throw new Error(`${file} was read without a header`);
  const readers = surveys.settle(surveyed.layout.separator, surveyed.header, styles ?? {}, settings.timezone);
  return { surveyed, compiled, readers };
}

function recordContext(
  { settings, now }: InspectOptions,
  mapping: Mapping,
  compiled: CompiledMapping,
  readers: ColumnReaders,
  header: readonly string[],
): RecordContext {
  const country = mapping.country ?? settings.country;
  return {
    mapping: compiled,
    read: readers.read,
    width: header.length,
    row: {
      source: mapping.source === undefined ? '' : `${mapping.source}:`,
      earliest: '1990-01-01T00:00:00Z',
      latest: new Date(now.getTime() + 2 * 86_400_000).toISOString(),
      now: now.toISOString(),
      datesLeads: datesLeads(compiled),
      timezones: new Set(Intl.supportedValuesOf('timeZone').map((zone) => zone.toLowerCase())).add('utc'),
      columnOf: compiled.columnOf,
      count: () => {},
    },
    keys: createKeyReader(phoneCountry(country)),
    currency: mapping.currency,
  };
}

async function readAll(surveyed: SurveyedFile, context: RecordContext) {
  const examples: string[] = [];
  const leftOut = new Map<string, number>();
  const causes = createRejectCauses();
  const rows = chooseRows();
  const counts = { read: 0, stored: 0, rejected: 0 };
  /** Lines of one cell: a footer where nothing follows them. */
  let footer: TableRecord[] = [];

  function take(record: TableRecord): void {
    record.cells.forEach((cell, at) => {
      if (examples[at] === undefined && cell.trim() !== '') examples[at] = cell.trim();
    });
    const outcome = inspectRecord(record, context);
    rows.offer(record.line, outcome);
    if ('leftOut' in outcome) leftOut.set(outcome.leftOut, (leftOut.get(outcome.leftOut) ?? 0) + 1);
    else if ('problems' in outcome) {
      counts.rejected++;
      causes.add(record.line, outcome.problems);
    } else counts.stored++;
  }

  await eachBatch(surveyed, batchRows, async (batch) => {
    for (const record of batch) {
      counts.read++;
      if (context.width > 2 && record.cells.length === 1) footer.push(record);
      else {
        for (const held of footer) take(held);
        footer = [];
        take(record);
      }
    }
  });
  if (footer.length > 0) leftOut.set('below the table', footer.length);
  const outcomes = {
    ...counts,
    leftOut: [...leftOut].map(([why, rows]) => ({ why, rows })),
    causes: causes.list(),
    rows: rows.chosen(),
  };
  return { examples, outcomes };
}

/** Of a file that a proposal can't be finished for: what it found, and what a person must say. */
async function unfinished(
  { file, signal }: InspectOptions,
  mapping: Mapping,
  said: Pick<Inspection, 'file' | 'mapping' | 'recognisedBy'>,
  text: string | null,
  asked: readonly string[],
): Promise<Inspection> {
  const examples: string[] = [];
  let read = 0;
  const surveyed = await surveyFile(
    file,
    () => (cells) => {
      read++;
      cells.forEach((cell, at) => {
        if (examples[at] === undefined && cell.trim() !== '') examples[at] = cell.trim();
      });
    },
    signal,
  );
  const { uses } = compileMapping(mapping, surveyed.header, { isPreset: true });
  return {
    ...said,
    text,
    unfinished: asked.map((line) => line.trim()).join('\n'),
    columns: surveyed.header.flatMap((column, at) =>
      column.trim() === '' ? [] : [{ column, uses: uses.get(at) ?? [], example: examples[at] ?? '' }],
    ),
    missingColumns: [],
    ...{ read, stored: 0, leftOut: [], rejected: 0, causes: [], rows: [], assumed: [], notes: surveyed.notes },
  };
}
