import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { suggestion } from '../../../domain/suggestion.ts';
import { tableFields } from '../../../ingest/fields/table-fields.ts';
import { findFiles } from '../../../ingest/find-files.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import type { ImportOptions } from '../../../ingest/import-options.ts';
import type { FileReport } from '../../../ingest/import-report.ts';
import { listImports } from '../../../ingest/list-imports.ts';
import { type MappedTable, mappedTables } from '../../../ingest/mapping/mapping-schema.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import { undoImport } from '../../../ingest/undo-import.ts';
import { createErasureKey } from '../../../stack/erasure-key.ts';
import { columnMapping, oneOf, wholeNumber } from '../../arguments.ts';
import type { Action, Cli } from '../../cli.ts';
import { exitCodes } from '../../exit-codes.ts';
import { importLines, importListLines, undoLines } from '../../print/data/import.ts';
import { plural } from '../../print/format.ts';
import { cliAct } from '../../session/cli-act.ts';
import type { Output } from '../../session/output.ts';
import { openReading, openWorking } from '../../session/session.ts';
import { inspectAndSave } from './inspect-file.ts';
import { measureImported } from './measure-imported.ts';

type Given = {
  readonly map?: Readonly<Record<string, string>>;
  readonly mapping?: string;
  readonly decimal?: ',' | '.';
  readonly dateOrder?: 'dmy' | 'mdy' | 'ymd';
  readonly zone?: string;
  readonly us?: readonly string[];
  readonly rejects?: string;
  readonly allowRejects: number;
  readonly dryRun?: boolean;
  readonly undo?: number;
  readonly list?: boolean;
  readonly inspect?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
};

const most = 2_147_483_647;
const listed = 20;

export function addImportCommand(program: Command, cli: Cli): void {
  program
    .command('import')
    .description(
      'Imports exports of a CRM, shop or help desk. Rows are found again by id: importing twice changes nothing.',
    )
    .argument('[files...]', 'files or folders; or a table and one file whose columns are named as its fields')
    .option('--mapping <file>', 'what the columns mean (default: <file>.mapping.yaml, mapping.yaml, or by the header)')
    .option('--map <column=field>', 'with a table: the field that a column fills; repeatable', columnMapping)
    .option('--decimal <mark>', 'what stands before decimals, where the file does not tell: , or .', oneOf([',', '.']))
    .option(
      '--date-order <order>',
      'of 03/04/2026, where the file does not tell: dmy, mdy or ymd',
      oneOf(['dmy', 'mdy', 'ymd']),
    )
    .option('--zone <name>', 'time zone of moments without one, as Europe/Lisbon (default: BUSINESS_TIMEZONE)')
    .option('--us <name...>', 'the names under which the business writes in a chat export')
    .option('--rejects <file>', 'where rejected rows go (default: <file>.rejects.csv, none in a dry run)')
    .option('--allow-rejects <rows>', 'end with success for up to so many rejected rows', wholeNumber(0, most), 0)
    .option('--inspect', 'say what the columns mean and what rows become, and save the mapping; nothing is imported')
    .option('--force', 'with --inspect: write over a mapping file that is there')
    .option('--dry-run', 'say what would happen and write nothing')
    .option('--list', 'list what was imported')
    .option('--undo <import>', 'take an import back, by its number', wholeNumber(1, most))
    .addHelpText('after', tablesHelp())
    .action((files: string[], options: Given) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        if (options.list) {
          const session = await openReading(surroundings);
          const imports = await listImports(session.database, listed).finally(session.close);
          output.lines(importListLines(imports, output.width));
          output.data(imports);
          return exitCodes.ok.code;
        }
        if (options.undo !== undefined) {
          const session = await openWorking(surroundings, output);
          const undone = await undoImport(session.database, options.undo, {
            signal: interrupted,
            act: cliAct('undoImport', String(options.undo)),
          }).finally(session.close);
          output.lines(undoLines(undone));
          output.data(undone);
          return exitCodes.ok.code;
        }
        const { table, given } = tableOf(files, options);
        if (options.inspect) return inspectEach(table, given, options, { output, interrupted, surroundings });
        const found = findFiles(given, table === undefined, suggestion(given[0] ?? '', mappedTables));
        if (options.rejects !== undefined && found.length > 1) throw oneRejectsFile(options.rejects);
        // before servers are started for it
        const planned = await planFiles(found, { mappingFile: options.mapping, table, map: options.map });
        const session = await openWorking(surroundings, output);
        try {
          const { config, database } = session;
          const reports = await importFiles({
            database,
            files: planned,
            settings: {
              timezone: config.businessTimezone,
              currency: config.businessCurrency,
              country: config.businessCountry,
              readErasureKey: createErasureKey(config),
            },
            now: new Date(),
            styles: options,
            us: options.us,
            dryRun: options.dryRun,
            act: cliAct('startImport'),
            rejectsFileOf: (file) => options.rejects ?? (options.dryRun ? null : `${file}.rejects.csv`),
            ...progress(output, planned.length, options.dryRun === true),
            signal: interrupted,
          });
          if (!options.dryRun) output.lines(await measureImported(session, reports));
          output.data(reportsJson(reports, options.dryRun === true, table));
          return exitCode(reports, options.allowRejects);
        } finally {
          await session.close();
        }
      }),
    );
}

async function inspectEach(
  table: MappedTable | undefined,
  given: readonly string[],
  { mapping: mappingFile, map, us, force = false, ...styles }: Given,
  { output, interrupted, surroundings }: Parameters<Action>[0],
): Promise<number> {
  const [file, ...more] = findFiles(given, table === undefined, suggestion(given[0] ?? '', mappedTables));
  if (more.length > 0) {
    throw new PerennialError(
      'invalid_input',
      `--inspect looks at one file, not ${more.length + 1}.`,
      `Look at each by itself: npx perennial import --inspect ${file}`,
    );
  }
  return await inspectAndSave({ file, mappingFile, table, map, styles, us, force }, surroundings, output, interrupted);
}

/** The first argument may name a table. */
function tableOf(
  files: readonly string[],
  { map }: Given,
): { table: MappedTable | undefined; given: readonly string[] } {
  const table = mappedTables.find((each) => each === files[0]);
  const given = table === undefined ? files : files.slice(1);
  if (given.length === 0) {
    throw new PerennialError(
      'invalid_input',
      'Nothing was named to import.',
      'Name files or a folder: npx perennial import contacts.csv leads.csv',
    );
  }
  if (table !== undefined && given.length > 1) {
    throw new PerennialError(
      'invalid_input',
      `import ${table} takes one file, not ${given.length}.`,
      'Import each by itself, or leave the table out: files are recognised by their columns.',
    );
  }
  if (table === undefined && map !== undefined) {
    throw new PerennialError(
      'invalid_input',
      '--map needs the name of a table before the file.',
      `Name it: npx perennial import contacts ${given[0]} --map ... The tables are: ${mappedTables.join(', ')}.`,
    );
  }
  return { table, given };
}

function oneRejectsFile(rejects: string): PerennialError {
  return new PerennialError(
    'invalid_input',
    `--rejects ${rejects} names one file, but several are imported.`,
    'Leave it out: each file gets its own, <file>.rejects.csv.',
  );
}

/** A bar for each file, and what became of it below. */
function progress(output: Output, files: number, dryRun: boolean): Pick<ImportOptions, 'onProgress' | 'onReport'> {
  let bar = output.startBar();
  let done = 0;
  return {
    onProgress: ({ read, bytesRead, totalBytes }) =>
      bar.update(totalBytes === 0 ? 1 : bytesRead / totalBytes, plural(read, 'row')),
    onReport(report) {
      bar.complete();
      output.lines(importLines(report, dryRun));
      if (++done < files) bar = output.startBar();
    },
  };
}

/** Nothing but rejects counts as refused; some as such, beyond those that are allowed. */
function exitCode(reports: readonly FileReport[], allowed: number): number {
  const rejected = reports.reduce((sum, report) => sum + report.rejected, 0);
  const stored = reports.reduce((sum, report) => sum + report.stored, 0);
  const read = reports.reduce((sum, report) => sum + report.read, 0);
  if (read === 0 || (rejected > allowed && stored === 0)) return exitCodes.dataRefused.code;
  return rejected > allowed ? exitCodes.rowsRejected.code : exitCodes.ok.code;
}

/** The tables with what each needs; all fields stand in the documentation. */
function tablesHelp(): string {
  const lines = mappedTables.map((table) => {
    const needed = tableFields[table].required.map((need) =>
      typeof need === 'string' ? need : need.slice(0, 1).join(),
    );
    return `  ${table.padEnd(16)} ${needed.join(', ')}`;
  });
  return `\nTables, with the fields that a row needs (all fields: docs/your-data.md):\n${lines.join('\n')}`;
}

function reportsJson(reports: readonly FileReport[], dryRun: boolean, table: MappedTable | undefined) {
  const files = reports.map(({ leftOut, rejectsFile, ignoredColumns, missingColumns, ...report }) => ({
    ...report,
    left_out: leftOut,
    rejects_file: rejectsFile,
    ignored_columns: ignoredColumns,
    missing_columns: missingColumns,
  }));
  if (table === undefined) return { dry_run: dryRun, files };
  const [{ tables, ...only }] = files;
  return { ...tables[0], ...only, dry_run: dryRun };
}
