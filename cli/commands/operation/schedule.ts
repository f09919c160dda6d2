import type { Command } from 'commander';
import { wordActor } from '../../../domain/access/actor.ts';
import type { ScheduleCommandName } from '../../../domain/schedules.ts';
import type { Cli } from '../../cli.ts';
import { commandedLines, scheduleLines } from '../../print/operation/schedules.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openReadingOfTraining } from '../../session/session.ts';

const commands: readonly { readonly name: ScheduleCommandName; readonly description: string }[] = [
  { name: 'pause', description: 'Pauses it until it is resumed; restarts leave it paused.' },
  { name: 'resume', description: 'Lets it fire again.' },
  { name: 'trigger', description: 'Fires it now, as if its time had come: the cadence decides what is trained.' },
];

/** `schedule`: what runs automatically. */
export function addScheduleCommand(program: Command, cli: Cli): void {
  const schedule = program
    .command('schedule')
    .description('What runs automatically, and when: retraining, scoring, monitoring.');

  schedule
    .command('list')
    .description('When each schedule fires next, whether it is paused, and what the latest firings did, with reasons.')
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReadingOfTraining(surroundings);
        try {
          const schedules = await session.schedules.list();
          output.lines(scheduleLines(schedules, output.width));
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
            const act = cliAct(`${name}Schedule`, id);
            const status = await session.schedules.command(id, name, { actor: wordActor(act.actor), reason: why, act });
            output.lines(commandedLines(name, status));
            output.data(status);
          } finally {
            await session.close();
          }
        }),
      );
  }
}
