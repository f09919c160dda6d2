import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { engineNames } from '../../../engine/engine-names.ts';
import { type Task, tasks } from '../../../engine/task.ts';
import type { FitRequest, SplitKind } from '../../../tabular/report/report.ts';
import { stages } from '../../../tabular/report/report.ts';
import { runFit } from '../../../tabular/run-fit.ts';
import { oneOf, share, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { reportLines, stageTitles } from '../../fit/print-report.ts';
import { reportJson } from '../../fit/report-json.ts';

const dateOrders = ['dmy', 'mdy', 'ymd'] as const;

export function addFitCommand(program: Command, cli: Cli): void {
  program
    .command('fit')
    .description(
      'Tries an engine on any CSV file and says how good it is on rows held out. Needs no servers, stores nothing.',
    )
    .argument('<file>', 'CSV with the names of its columns in the first line')
    .requiredOption('--target <column>', 'the column to predict')
    .option('--task <task>', `${tasks.join(' or ')} (default: by the target's values)`, oneOf(tasks))
    .option('--engine <engine>', engineNames.join(', '), oneOf(engineNames), 'boosting')
    .option('--drop <columns>', 'columns to leave out, separated by commas', list)
    .option('--missing <values>', 'what else means missing, such as "Select,?"', list)
    .option('--categorical <columns>', 'columns to take for categories although they hold numbers', list)
    .option('--separator <character>', 'between cells, or "tab" (default: detected)', separator)
    .option('--decimal <character>', 'before decimals, "," or "." (default: by the values)', oneOf([',', '.']))
    .option('--date-order <order>', 'of dates in figures: dmy, mdy or ymd (default: by the values)', oneOf(dateOrders))
    .option('--test-size <share>', 'share of the rows to hold out, 0.05-0.5', share(0.05, 0.5), 0.2)
    .option('--seed <number>', 'for split, folds and learner', wholeNumber(0, 2 ** 32 - 1), 42)
    .option(
      '--split <kind>',
      'stratified, or time: the last rows are held out',
      oneOf(['stratified', 'time']),
      'stratified',
    )
    .option('--save-split <file>', 'write which rows were held out, as CSV: row (from 1), part')
    .addHelpText('after', helpEnd)
    .action((file: string, { json, drop = [], missing = [], categorical = [], ...options }: FitOptions) =>
      cli.run({ json }, async ({ output, interrupted }) => {
        const bar = output.startBar();
        const request: FitRequest = { ...options, drop, missing, categorical, file, threads: availableParallelism() };
        const report = await runFit(request, interrupted, (stage, done) => {
          // a table is fitted in seconds: without a terminal the bar's lines would be most of what is printed
          if (output.interactive) bar.update((stages.indexOf(stage) + done) / stages.length, stageTitles[stage]);
        }).catch((error: unknown) => {
          bar.stop();
          throw error;
        });
        bar.complete();
        output.lines(reportLines(report, output.width));
        output.data(reportJson(report));
        return undefined;
      }),
    );
}

type FitOptions = {
  readonly json?: boolean;
  readonly target: string;
  readonly task?: Task;
  readonly engine: FitRequest['engine'];
  readonly drop?: readonly string[];
  readonly missing?: readonly string[];
  readonly categorical?: readonly string[];
  readonly separator?: string;
  readonly decimal?: FitRequest['decimal'];
  readonly dateOrder?: FitRequest['dateOrder'];
  readonly saveSplit?: string;
  readonly testSize: number;
  readonly seed: number;
  readonly split: SplitKind;
};

const helpEnd = `
Empty cells, NA, N/A, null, none, nan, ? and - are missing in any case. Columns
are taken for numbers, dates, booleans, categories or identifiers by the values
of the training rows. --drop, --missing and --categorical may be repeated. A
name that holds a comma stands in double quotes within the list.`;

/** Repeated options add up. A column whose name holds a comma is named in quotation marks within the list. */
function list(text: string, before: readonly string[] = []): readonly string[] {
  const items = [...text.matchAll(/\s*(?:"([^"]*)"|([^,]*))\s*(?:,|$)/g)].map(
    ([, quoted, plain]) => quoted ?? plain.trim(),
  );
  return [...before, ...items.filter((item) => item !== '')];
}

function separator(text: string): string {
  const character = /^(?:tab|\\t)$/i.test(text) ? '\t' : text;
  if (character.length === 1 && !/["\r\n]/.test(character)) return character;
  throw new InvalidArgumentError('Expected one character, or tab.');
}
