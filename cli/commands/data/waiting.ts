import type { Command } from 'commander';
import { countParked } from '../../../store/crm/parked-rows.ts';
import type { Cli } from '../../cli.ts';
import { waitingLines } from '../../print/data/sources.ts';
import { openWorking } from '../../session/session.ts';

/** `data waiting`: rows whose contact, lead or conversation hasn't come yet. */
export function addWaitingCommand(data: Command, cli: Cli): void {
  data
    .command('waiting')
    .description(
      'Rows that name a row which is not known yet: they go in when it comes, and are given up after 30 days.',
    )
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const waiting = await countParked(session.database);
          output.lines(waitingLines(waiting, output.width));
          output.data(waiting);
        } finally {
          await session.close();
        }
      }),
    );
}
