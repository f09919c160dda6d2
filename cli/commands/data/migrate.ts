import type { Command } from 'commander';
import { migrate } from '../../../store/database/migrate.ts';
import type { Cli } from '../../cli.ts';
import { migratedLines } from '../../print/data/migrate.ts';
import { openWorking } from '../../session/session.ts';

export function addMigrateCommand(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description("Brings the database to this version's schema; does nothing where it is current.")
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openWorking(surroundings, output, 'leave');
        try {
          const { applied } = await migrate(session.databaseUrl);
          output.lines(migratedLines(applied));
          output.data({ applied });
        } finally {
          await session.close();
        }
      }),
    );
}
