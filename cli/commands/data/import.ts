import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { type ImportReport, importTable } from '../../../ingest/import-table.ts';
import { fieldsOf, type ImportTable, importDefinitions, importTables } from '../../../ingest/importable-tables.ts';
import { columnMapping, oneOf } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { exitCodes } from '../../exit-codes.ts';
import { importLines } from '../../print/data/import.ts';
import { plural } from '../../print/format.ts';
import { openWorking } from '../../session/session.ts';

export function addImportCommand(program: Command, cli: Cli): void {
  program
    .command('import')
    .description('Imports a CSV file. Rows are found again by external id: importing twice changes nothing.')
    .argument('<table>', importTables.join(', '), oneOf(importTables))
    .argument('<file>', 'CSV with the names of its columns in the first line')
    .option('--map <column=field>', 'the field that a column fills; repeatable (default: by name)', columnMapping)
    .option('--decimal <mark>', 'what stands before decimals, where the file does not tell: , or .', oneOf([',', '.']))
    .option(
      '--date-order <order>',
      'of 03/04/2026, where the file does not tell: dmy, mdy or ymd',
      oneOf(['dmy', 'mdy', 'ymd']),
    )
    .option('--rejects <file>', 'where rejected rows go (default: <file>.rejects.csv, none in a dry run)')
    .option('--dry-run', 'say what would happen and write nothing')
    .addHelpText('after', fieldsHelp())
    .action((table: ImportTable, file: string, { map = {}, decimal, dateOrder, rejects, dryRun, ...options }) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        requireFile(file); // before servers are started for it
        const session = await openWorking(surroundings, output);
        const bar = output.startBar();
        try {
          const report = await importTable({
            database: session.database,
            table,
            file,
            mapping: map,
            styles: { decimal, dateOrder },
            dryRun,
            rejectsFile: rejects ?? (dryRun ? null : `${file}.rejects.csv`),
            onProgress: ({ read, bytesRead, totalBytes }) =>
              bar.update(totalBytes === 0 ? 1 : bytesRead / totalBytes, plural(read, 'row')),
            signal: interrupted,
          }).finally(bar.done);
          output.lines(importLines(report, dryRun));
          output.data(reportJson(report, dryRun));
          return report.rejected === report.read ? exitCodes.dataRefused.code : exitCodes.ok.code;
        } finally {
          await session.close();
        }
      }),
    );
}

function fieldsHelp(): string {
  const blocks = importTables.map((table) => {
    const { required } = importDefinitions[table];
    const optional = fieldsOf(importDefinitions[table]).filter((field) => !required.includes(field));
    return `  ${table}\n    needs ${required.join(', ')}\n    takes ${optional.join(', ')}`;
  });
  return `\nFields (contact and conversation are external ids):\n${blocks.join('\n')}`;
}

function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return;
  const problem = found === undefined ? 'There is no file' : 'Not a file:';
  throw new PerennialError('invalid_input', `${problem} ${file}.`, 'Check its path.', { file });
}

function reportJson({ rejectsFile, firstProblems, ignoredColumns, ...report }: ImportReport, dryRun: boolean) {
  return {
    ...report,
    dry_run: dryRun,
    rejects_file: rejectsFile,
    first_problems: firstProblems,
    ignored_columns: ignoredColumns,
  };
}
