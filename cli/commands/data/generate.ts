import type { Command } from 'commander';
import { type GenerateReport, writeWorld } from '../../../ingest/write-world.ts';
import { defaultCounts, simulateWorld } from '../../../simulation/generate.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { createGenerationPrinter } from '../../generation-printer.ts';
import { openWorking } from '../../session/session.ts';

const most = 10_000_000;

export function addGenerateCommand(program: Command, cli: Cli): void {
  program
    .command('generate')
    .description('Simulates a business and writes its contacts, conversations, messages and leads.')
    .option('--contacts <count>', 'how many contacts', wholeNumber(1, most), defaultCounts.contacts)
    .option('--conversations <count>', 'how many conversations', wholeNumber(0, most), defaultCounts.conversations)
    .option('--leads <count>', 'how many leads, 30% of which convert', wholeNumber(0, most), defaultCounts.leads)
    .option('--days <days>', 'length of the history, 90 or more', wholeNumber(90, 3650), defaultCounts.days)
    .option('--seed <number>', 'the same seed gives the same business', wholeNumber(0, 2 ** 32 - 1), 42)
    .option('--force', 'mix into a database that holds real data')
    .action(({ contacts, conversations, leads, days, seed, force, ...options }) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const world = simulateWorld({ seed, now: new Date(), contacts, conversations, leads, days });
          const printer = createGenerationPrinter(output, world);
          const report = await writeWorld({
            database: session.database,
            world: printer.world,
            force,
            onProgress: printer.progress,
            signal: interrupted,
          }).finally(printer.abandon);
          printer.finish(report);
          output.data(reportJson(report));
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

function reportJson({ leadsConverted, campaignEvents, ...report }: GenerateReport) {
  return { ...report, leads_converted: leadsConverted, campaign_events: campaignEvents };
}
