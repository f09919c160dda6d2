import type { Command } from 'commander';
import { writeCsvFolder } from '../../../ingest/export/write-csv-folder.ts';
import { type GenerateReport, writeWorld } from '../../../ingest/write-world.ts';
import { defaultCounts, simulateWorld } from '../../../simulation/generate.ts';
import { recordAct } from '../../../store/access/audit.ts';
import type { Database } from '../../../store/database/database.ts';
import { readStanding } from '../../../store/standing.ts';
import { pastMoment, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { createGenerationPrinter } from '../../generation-printer.ts';
import { nextSteps } from '../../print/next-steps.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openWorking } from '../../session/session.ts';

const most = 10_000_000;

export function addGenerateCommand(program: Command, cli: Cli): void {
  program
    .command('generate')
    .description(
      'Simulates a business and writes its contacts, conversations, messages and leads, with everything that belongs to them.',
    )
    .option('--contacts <count>', 'how many contacts', wholeNumber(1, most), defaultCounts.contacts)
    .option('--conversations <count>', 'how many conversations', wholeNumber(0, most), defaultCounts.conversations)
    .option('--leads <count>', 'how many leads, 30% of which convert', wholeNumber(0, most), defaultCounts.leads)
    .option('--days <days>', 'length of the history, 90 or more', wholeNumber(90, 3650), defaultCounts.days)
    .option('--seed <number>', 'the same seed gives the same business', wholeNumber(0, 2 ** 32 - 1), 42)
    .option('--until <moment>', "the business's present (default: when this day began, UTC)", pastMoment)
    .option('--csv <folder>', 'write plain CSV files, one per table, that import reads; no database is needed')
    .option('--force', 'mix into a database that holds real data; with --csv: write over files')
    .addHelpText('after', help)
    .action(({ contacts, conversations, leads, days, seed, until, csv, force, ...options }) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const now = until === undefined ? beginningOfDay(new Date()) : new Date(until);
        const world = simulateWorld({ seed, now, contacts, conversations, leads, days });
        async function write(to: Destination): Promise<void> {
          const printer = createGenerationPrinter(output, world);
          const writing = { world: printer.world, force, onProgress: printer.progress, signal: interrupted };
          const report = await ('folder' in to
            ? writeCsvFolder({ ...writing, ...to })
            : writeWorld({ ...writing, ...to })
          ).finally(printer.abandon);
          printer.finish(report);
          output.data({ ...reportJson(report), ...('folder' in to && to) });
        }
        if (csv !== undefined) {
          await write({ folder: csv });
          output.lines(['', `Wrote ${csv}. Import it with: npx perennial import ${csv}`]);
          return undefined;
        }
        const session = await openWorking(surroundings, output);
        try {
          await write({ database: session.database });
          await recordAct(session.database, cliAct('makePretendBusiness', null, { contacts, leads, seed }));
          output.lines(['', ...nextSteps(await readStanding(session.database))]);
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

type Destination = { readonly folder: string } | { readonly database: Database };

const help = `
The same seed, counts and --until give the same business, and files with the
same bytes. The files hold all tables with their histories, in columns that
import knows, and the mark synthetic: models that learn from them are not
deployed in production.`;

/** Runs of one day with the same seed simulate the same business. */
function beginningOfDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

function reportJson({ leadsConverted, campaignEvents, ...report }: GenerateReport) {
  return { ...report, leads_converted: leadsConverted, campaign_events: campaignEvents };
}
