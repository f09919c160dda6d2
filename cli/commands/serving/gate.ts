import type { Command } from 'commander';
import type { AbGateCommandName } from '../../../contract/messages.ts';
import { commandExperiment } from '../../../control/experiment-command.ts';
import { wordActor } from '../../../domain/access/actor.ts';
import { PerennialError } from '../../../domain/errors.ts';
import type { DecisionRule } from '../../../domain/experiment/experiment.ts';
import { replayExperiment } from '../../../domain/experiment/replay.ts';
import type { ModelName } from '../../../domain/models.ts';
import { countExcluded } from '../../../store/experiments/arm-traffic.ts';
import {
  listExperiments,
  readEvents,
  readExperiment,
  readLooks,
  readPhases,
} from '../../../store/experiments/experiments.ts';
import { oneModel, oneOf, share, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import {
  commandedLines,
  experimentLines,
  experimentReportLines,
  replayLines,
} from '../../print/serving/experiments.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openReading, openReadingOfTraining } from '../../session/session.ts';

const commands: readonly {
  readonly name: string;
  readonly command: AbGateCommandName;
  readonly description: string;
}[] = [
  { name: 'promote', command: 'promote', description: 'Makes the challenger the champion now.' },
  { name: 'rollback', command: 'rollBack', description: 'Ends the experiment: the champion serves all.' },
  {
    name: 'pause',
    command: 'pause',
    description: 'Pauses the experiment: the champion serves all until it is resumed.',
  },
  { name: 'resume', command: 'resume', description: 'Continues with a new phase after a washout.' },
];

/** `gate`: experiments between champion and challenger. */
export function addGateCommand(program: Command, cli: Cli): void {
  const gate = program
    .command('gate')
    .description('Experiments: challengers compared with the champion on live traffic.');

  gate
    .command('list')
    .description('Experiments, newest first: which version competes, the state, how it ended.')
    .option('--model <model>', 'of this model only (default: all)', oneModel)
    .option('--limit <count>', 'how many', wholeNumber(1, 200), 20)
    .action(({ model, limit, ...options }: { model?: ModelName; limit: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const experiments = await listExperiments(
            session.database,
            model === undefined ? { limit } : { model, limit },
          );
          output.lines(experimentLines(experiments, output.width));
          output.data(experiments);
        } finally {
          await session.close();
        }
      }),
    );

  gate
    .command('show')
    .description('One experiment: its plan, phases, looks with their reasons, and who did what.')
    .argument('<experiment>', 'its id, see npx perennial gate list')
    .action((id: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const { database } = session;
          const experiment = await readExperiment(database, id);
          const [phases, excluded, looks, events] = [
            await readPhases(database, id),
            await countExcluded(database, id),
            await readLooks(database, id),
            await readEvents(database, id),
          ];
          output.lines(experimentReportLines(experiment, phases, excluded, looks, events, output.width));
          output.data({ experiment, phases, excluded: Object.fromEntries(excluded), looks, events });
        } finally {
          await session.close();
        }
      }),
    );

  for (const { name, command, description } of commands) {
    gate
      .command(name)
      .description(description)
      .argument('<experiment>', 'its id, see npx perennial gate list')
      .requiredOption('--why <reason>', 'kept on record')
      .action((id: string, { why, ...options }: { why: string }) =>
        cli.run(options, async ({ output, surroundings }) => {
          const session = await openReadingOfTraining(surroundings);
          try {
            const act = cliAct(`${command}Experiment`, id);
            const note = { actor: wordActor(act.actor), reason: why, act };
            const answer = await commandExperiment(session, id, command, note);
            output.lines(commandedLines(answer));
            output.data({ experiment: answer.experimentId, message: answer.message });
          } finally {
            await session.close();
          }
        }),
      );
  }

  gate
    .command('replay')
    .description('Decides a past experiment again from the numbers of its looks, under other rules if you like.')
    .argument('<experiment>', 'its id, see npx perennial gate list')
    .option('--decision <rule>', 'evidence or observed (default: as it was)', oneOf(['evidence', 'observed']))
    .option('--min-lift <share>', 'relative lift to show, such as 0.05 (default: as it was)', share(0, 1))
    .option('--min-days <days>', 'shortest phase (default: as it was)', wholeNumber(0, 365))
    .option('--min-conversions <count>', 'needed in each arm (default: as it was)', wholeNumber(0, 1_000_000))
    .action((id: string, { decision, minLift, minDays, minConversions, ...options }: ReplayOptions) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const experiment = await readExperiment(session.database, id);
          const looks = await readLooks(session.database, id);
          if (looks.length === 0) throw neverLookedAt(id);
          const config = {
            ...experiment.config,
            ...(decision === undefined ? {} : { rule: decision }),
            ...(minLift === undefined ? {} : { minimumLift: minLift }),
            ...(minDays === undefined ? {} : { minimumDays: minDays }),
            ...(minConversions === undefined ? {} : { minimumConversions: minConversions }),
          };
          const numbers = looks.map((look) => look.numbers);
          const replay = replayExperiment(numbers, config, experiment.mode ?? 'live');
          output.lines(replayLines(experiment, config, replay, output.width));
          output.data({ experiment: id, config, ...replay });
        } finally {
          await session.close();
        }
      }),
    );
}

type ReplayOptions = {
  readonly decision?: DecisionRule;
  readonly minLift?: number;
  readonly minDays?: number;
  readonly minConversions?: number;
};

function neverLookedAt(id: string): PerennialError {
  return new PerennialError(
    'experiment_conflict',
    `Experiment ${id} has no look yet: there are no numbers to decide it by.`,
    'npx perennial gate show <experiment> lists the looks of an experiment.',
    { experiment: id },
  );
}
