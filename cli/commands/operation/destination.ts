import { type Command, InvalidArgumentError } from 'commander';
import { createDestinationControl, type DestinationControl } from '../../../control/destinations.ts';
import type { Act } from '../../../domain/access/actor.ts';
import {
  type DestinationKind,
  type DestinationSettings,
  destinationKinds,
  type SqlLayout,
  sqlLayouts,
} from '../../../domain/destinations/destination.ts';
import { type OutgoingEventType, outgoingEventTypes, usualScoreChange } from '../../../domain/destinations/events.ts';
import { PerennialError } from '../../../domain/errors.ts';
import type { SecretReference } from '../../../domain/secret-reference.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { oneOf } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import {
  addedLines,
  destinationLines,
  parkedLines,
  removedLines,
  replayedLines,
  stateLines,
  triedLines,
} from '../../print/operation/destinations.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openReading } from '../../session/session.ts';

type AddOptions = {
  readonly kind: DestinationKind;
  readonly url?: string;
  readonly urlEnv?: string;
  readonly urlFile?: string;
  readonly secretEnv?: string;
  readonly secretFile?: string;
  readonly layout?: SqlLayout;
  readonly table?: string;
  readonly to?: string;
  readonly events?: readonly OutgoingEventType[];
  readonly scoreChange?: number;
  readonly allowPrivate?: boolean;
};

/** `destination`: other systems that are told of events, or get the lists. */
export function addDestinationCommand(program: Command, cli: Cli): void {
  const destination = program
    .command('destination')
    .description('Other systems that are told of events, or get the lists: webhooks, Slack, a database, CSV files.');

  /** `act`: what it changes, for the audit log. */
  function withControl<Options extends object>(
    options: Options,
    act: Act | null,
    work: (control: DestinationControl, output: Parameters<Parameters<Cli['run']>[1]>[0]['output']) => Promise<void>,
  ): Promise<void> {
    return cli.run(options, async ({ output, surroundings }) => {
      const session = await openReading(surroundings);
      try {
        await work(createDestinationControl(session.database), output);
        if (act !== null) await recordAct(session.database, act);
      } finally {
        await session.close();
      }
    });
  }

  destination
    .command('add')
    .description('Sends events or lists to another system from now on. docs/destinations.md shows each kind.')
    .argument('<name>', 'how you call it')
    .requiredOption('--kind <kind>', destinationKinds.join(', '), oneOf(destinationKinds))
    .option('--url <url>', 'webhook: where events are posted')
    .option('--url-env <variable>', "the variable of the workers' environment that holds the URL")
    .option('--url-file <path>', 'the file that holds the URL, readable by its owner only')
    .option('--secret-env <variable>', 'webhook: the variable that holds the secret with which it is signed')
    .option('--secret-file <path>', 'the file that holds it, readable by its owner only')
    .option('--events <list>', `comma-separated: ${outgoingEventTypes.join(', ')}`, eventList)
    .option('--score-change <points>', `of 100, for score.changed (default: ${usualScoreChange})`, points)
    .option('--allow-private', 'the receiver is in your own network: private addresses and http are allowed')
    .option('--layout <layout>', `sql: ${sqlLayouts.join(', ')}`, oneOf(sqlLayouts))
    .option('--table <name>', 'sql: a table of yours, as table or schema.table')
    .option('--to <place>', "csv: a folder of the workers' machine, or s3://bucket/path")
    .action((name: string, options: AddOptions) =>
      withControl(options, cliAct('addDestination', name), async (control, output) => {
        const { kind, events, scoreChange } = options;
        const added = await control.add({ name, kind, settings: settingsOf(options), events, scoreChange });
        output.lines(addedLines(added));
        output.data(added);
      }),
    );

  destination
    .command('test')
    .description('Sends a test the way that events go: through outbox, workflow and worker. Writes no list.')
    .argument('<name>', 'see npx perennial destination list')
    .action((name: string, options) =>
      withControl(options, cliAct('testDestination', name), async (control, output) => {
        const tried = await control.test(name);
        if (tried.state !== 'delivered') throw notDelivered(name, tried.error);
        output.lines(triedLines(name));
        output.data(tried);
      }),
    );

  destination
    .command('list')
    .description('All destinations, or one with the events that it did not take.')
    .argument('[name]', 'of this one only')
    .action((name: string | undefined, options) =>
      withControl(options, null, async (control, output) => {
        if (name === undefined) {
          const all = await control.list();
          output.lines(destinationLines(all, output.width));
          output.data(all);
          return;
        }
        const one = await control.read(name);
        output.lines([
          ...destinationLines([one.destination], output.width),
          ...parkedLines(name, one.parked, output.width),
        ]);
        output.data(one);
      }),
    );

  destination
    .command('pause')
    .description('Delivers nothing until it is resumed. What it wants meanwhile is kept.')
    .argument('<name>', 'see npx perennial destination list')
    .option('--why <reason>', 'shown in the list')
    .action((name: string, { why, ...options }: { why?: string }) =>
      withControl(options, cliAct('pauseDestination', name), async (control, output) => {
        const paused = await control.pause(name, why ?? null);
        output.lines(stateLines(paused));
        output.data(paused);
      }),
    );

  destination
    .command('resume')
    .description('Delivers again, what was kept first.')
    .argument('<name>', 'see npx perennial destination list')
    .action((name: string, options) =>
      withControl(options, cliAct('resumeDestination', name), async (control, output) => {
        const resumed = await control.resume(name);
        output.lines(stateLines(resumed));
        output.data(resumed);
      }),
    );

  destination
    .command('replay')
    .description('Delivers what is parked: events that were not taken for three days. Their ids stay.')
    .argument('<name>', 'see npx perennial destination list')
    .option('--event <id>', 'this one only')
    .action((name: string, { event, ...options }: { event?: string }) =>
      withControl(options, cliAct('replayDestination', name), async (control, output) => {
        if (event !== undefined && !uuid.test(event))
          throw new PerennialError(
            'invalid_input',
            `"${event}" is no id of an event.`,
            `See npx perennial destination list ${name}.`,
            { event },
          );
        const replayed = await control.replay(name, event);
        output.lines(replayedLines(name, replayed));
        output.data({ replayed });
      }),
    );

  destination
    .command('remove')
    .description('Removes it, with all that waits for it or is parked.')
    .argument('<name>', 'see npx perennial destination list')
    .action((name: string, options) =>
      withControl(options, cliAct('removeDestination', name), async (control, output) => {
        const removed = await control.remove(name);
        output.lines(removedLines(removed));
        output.data(removed);
      }),
    );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function settingsOf(options: AddOptions): DestinationSettings {
  const urlFrom = reference(options.urlEnv, options.urlFile);
  const secretFrom = reference(options.secretEnv, options.secretFile);
  const { url, layout, table, to, allowPrivate } = options;
  return {
    ...(url !== undefined && { url }),
    ...(urlFrom !== undefined && { urlFrom }),
    ...(secretFrom !== undefined && { secretFrom }),
    ...(allowPrivate !== undefined && { allowPrivate }),
    ...(layout !== undefined && { layout }),
    ...(table !== undefined && { table }),
    ...(to !== undefined && { to }),
  };
}

function reference(env: string | undefined, file: string | undefined): SecretReference | undefined {
  if (env !== undefined) return { env };
  return file === undefined ? undefined : { file };
}

function eventList(text: string): readonly OutgoingEventType[] {
  return text.split(',').map((each) => oneOf(outgoingEventTypes)(each.trim()));
}

function points(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= 100) return value;
  throw new InvalidArgumentError('Expected points from above 0 to 100.');
}

function notDelivered(name: string, error: string | null): PerennialError {
  return error === null
    ? new PerennialError(
        'delivery_failed',
        `No worker has tried to deliver to ${name} yet.`,
        'Check that one runs: npx perennial doctor',
        { name },
      )
    : new PerennialError(
        'delivery_failed',
        `${name} did not take the test: ${error}`,
        'Correct it there, or remove the destination and add it anew; nothing else was sent.',
        { name },
      );
}
