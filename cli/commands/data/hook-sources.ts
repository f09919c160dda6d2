import { resolve } from 'node:path';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { type DeliveryState, deliveryStates, type HookKind, hookKinds } from '../../../domain/hooks.ts';
import type { SecretReference } from '../../../domain/secret-reference.ts';
import { sourceNamePattern } from '../../../domain/sources.ts';
import type { Environment } from '../../../stack/config.ts';
import { createSecretReader } from '../../../stack/read-secret.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { addHook, findHook, listHooks, pauseHook, removeHook, unknownHook } from '../../../store/hooks/hooks.ts';
import { countInbox, listDeliveries, replayDeliveries } from '../../../store/hooks/inbox.ts';
import { oneOf, pastMoment, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import {
  addedLines,
  deliveryLines,
  hookLines,
  pausedLines,
  removedLines,
  replayedLines,
} from '../../print/data/hook-sources.ts';
import { cliAct } from '../../session/cli-act.ts';
import type { Output } from '../../session/output.ts';
import { dashboardOf } from '../../session/place.ts';
import { openReading, openReadingOfTraining, type Session, type TrainingSession } from '../../session/session.ts';

/** What `source add` takes of a system that posts. */
export type HookOptions = {
  readonly secretEnv?: string;
  readonly secretFile?: string;
  readonly verifyEnv?: string;
  readonly verifyFile?: string;
  readonly ids?: string;
};

/** Of `source add`. */
export function addHookOptions(command: Command): Command {
  return command
    .option('--secret-env <variable>', 'webhooks: of the API, which holds the secret of their signatures')
    .option('--secret-file <file>', 'which holds it, and which only its owner can read')
    .option('--verify-env <variable>', 'WhatsApp: of the API, which holds the verify token that you enter at Meta')
    .option('--verify-file <file>', 'which holds it')
    .option('--ids <prefix>', 'webhooks: what stands before ids; default: as imports of the exports have it');
}

/** Lets a system post. Its secrets may stand in the environment of the API alone: what can't be read here is said. */
export async function addHookSource(
  { database, config }: Session,
  output: Output,
  { name, kind, env, ...options }: HookOptions & { name: string; kind: HookKind; env: Environment },
): Promise<void> {
  const { secretEnv, secretFile, verifyEnv, verifyFile, ids } = options;
  const hook = {
    name: checkedName(name),
    kind,
    ids: checkedName(ids ?? (kind === 'standard' ? name : kind)),
    secret: referenceOf('secret', secretEnv, secretFile),
    verifyToken: kind === 'whatsapp' ? referenceOf('verify', verifyEnv, verifyFile) : null,
  };
  const missing = [hook.secret, hook.verifyToken].flatMap((one) => notReadable(env, one));
  const address = `${dashboardOf(config).replace(/\/$/, '')}/hooks/${name}`;
  const added = await addHook(database, hook);
  await recordAct(database, cliAct('addSource', name));
  output.lines(addedLines(added, address, missing));
  output.data({ ...added, address });
}

export function isHookKind(kind: string): kind is HookKind {
  return (hookKinds as readonly string[]).includes(kind);
}

export async function isHook({ database }: Session, name: string): Promise<boolean> {
  return (await findHook(database, name)) !== null;
}

/** Systems that post, with what became of their deliveries. */
export async function listHookSources({ database }: Session) {
  const [hooks, counts] = await Promise.all([listHooks(database), countInbox(database)]);
  return {
    lines: (width: number | null) => hookLines(hooks, counts, width),
    data: hooks.map((hook) => ({ ...hook, deliveries: counts.filter(({ source }) => source === hook.name) })),
  };
}

export async function pauseHookSource(
  session: TrainingSession,
  output: Output,
  name: string,
  paused: boolean,
): Promise<undefined> {
  const hook = await pauseHook(session.database, name, paused);
  await recordAct(session.database, cliAct(paused ? 'pauseSource' : 'resumeSource', name));
  if (!paused) await session.hooks.drain(name);
  output.lines(pausedLines(hook));
  output.data(hook);
}

export async function removeHookSource({ database }: Session, output: Output, name: string): Promise<undefined> {
  const removed = await removeHook(database, name);
  await recordAct(database, cliAct('removeSource', name));
  output.lines(removedLines(removed));
  output.data({ removed: name });
}

/** `source deliveries` and `source replay`: what a system posted. */
export function addDeliveryCommands(source: Command, cli: Cli): void {
  source
    .command('deliveries')
    .description('What a webhook posted, newest first: by default what failed, and what nobody knows.')
    .argument('<name>', 'the source')
    .option('--state <state>', `of this state only: ${deliveryStates.join(', ')}`, oneOf(deliveryStates))
    .option('--limit <count>', 'how many', wholeNumber(1, 1_000), 20)
    .action((name: string, { state, limit, ...options }: { state?: DeliveryState; limit: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const states = someStates(state);
        const session = await openReading(surroundings);
        try {
          if ((await findHook(session.database, name)) === null) unknownHook(name);
          const deliveries = await listDeliveries(session.database, name, { states, limit });
          output.lines(deliveryLines(deliveries, states, output.width));
          output.data(deliveries);
        } finally {
          await session.close();
        }
      }),
    );

  source
    .command('replay')
    .description('Reads again what a webhook posted in the last 30 days. Rows are found again by their ids.')
    .argument('<name>', 'the source')
    .option('--state <state>', 'what became of it the first time (default: failed and unknown)', oneOf(deliveryStates))
    .option('--all', 'whatever became of it')
    .option('--since <moment>', 'what came since then', pastMoment)
    .action((name: string, given: { state?: DeliveryState; all?: boolean; since?: string; json?: boolean }) =>
      cli.run(given, async ({ output, surroundings }) => {
        const states = given.all === true ? deliveryStates : someStates(given.state);
        const since = given.since === undefined ? null : new Date(given.since);
        const session = await openReadingOfTraining(surroundings);
        try {
          if ((await findHook(session.database, name)) === null) unknownHook(name);
          const count = await replayDeliveries(session.database, name, { states, since });
          await recordAct(session.database, cliAct('replayDeliveries', name));
          await session.hooks.drain(name);
          output.lines(replayedLines(name, count));
          output.data({ source: name, count });
        } finally {
          await session.close();
        }
      }),
    );
}

function someStates(state: DeliveryState | undefined): readonly DeliveryState[] {
  return state === undefined ? ['failed', 'unknown'] : [state];
}

function checkedName(name: string): string {
  if (sourceNamePattern.test(name)) return name;
  throw new PerennialError(
    'invalid_input',
    `"${name}" can't be the name of a source.`,
    'Begin with a small letter; small letters, digits and _ may follow, 31 characters in all.',
    { name },
  );
}

function referenceOf(of: 'secret' | 'verify', env: string | undefined, file: string | undefined): SecretReference {
  if (env !== undefined && file === undefined) return { env };
  // the API reads it from another folder
  if (file !== undefined && env === undefined) return { file: resolve(file) };
  throw new PerennialError(
    'invalid_input',
    `Where does the ${of === 'secret' ? 'secret of its signatures' : 'verify token'} stand?`,
    `Name it by --${of}-env or --${of}-file: one of the two.`,
  );
}

function notReadable(env: Environment, reference: SecretReference | null): string[] {
  if (reference === null) return [];
  try {
    createSecretReader(env, 'source_refused')(reference);
    return [];
  } catch (error) {
    return [error instanceof PerennialError ? `${error.message} ${error.remedy}` : String(error)];
  }
}
