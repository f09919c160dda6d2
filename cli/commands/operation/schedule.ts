import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { ScheduleCommandName } from '../../../domain/schedules.ts';
import type { Cli } from '../../cli.ts';
import { commandedLines, scheduleLines } from '../../print/operation/schedules.ts';
import { openReadingOfTraining } from '../../session/session.ts';

const commands: readonly { readonly name: ScheduleCommandName; readonly description: string }[] = [
  { name: 'pause', description: 'Lets it rest until it is resumed; restarts leave it paused.' },
  { name: 'resume', description: 'Lets it fire again.' },
  { name: 'trigger', description: 'Fires it now, as if its time had come: the cadence decides what is trained.' },
];

/** `schedule`: what happens by itself. */
export function addScheduleCommand(program: Command, cli: Cli): void {
  const schedule = program.command('schedule').description('What happens by itself, and when: retraining, scoring.');

  schedule
    .command('list')
    .description('When each fires next, whether it rests, and what came of the latest firings, with reasons.')
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReadingOfTraining(surroundings);
        try {
          const schedules = await session.schedules.list();
          output.lines(scheduleLines(schedules));
          output.data(schedules);
        } finally {
          await session.close();
        }
      }),
    );

  for (const { name, description } of commands) {
    schedule
      .command(name)
      .description(description)
      .argument('<schedule>', 'its id, see npx perennial schedule list')
      .requiredOption('--why <reason>', 'kept on record')
      .action((id: string, { why, ...options }: { why: string }) =>
        cli.run(options, async ({ output, surroundings }) => {
          const session = await openReadingOfTraining(surroundings);
          try {
            const status = await session.schedules.command(id, name, { actor: userInfo().username, reason: why });
            output.lines(commandedLines(name, status));
            output.data(status);
          } finally {
            await session.close();
          }
        }),
      );
  }
}
