import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { hookKinds } from '../../../domain/hooks.ts';
import type { SecretReference } from '../../../domain/secret-reference.ts';
import { defaultEveryMinutes, sourceNamePattern } from '../../../domain/sources.ts';
import { requireSource } from '../../../ingest/folders/require-source.ts';
import { trySource } from '../../../ingest/folders/try-source.ts';
import { sourcePresets } from '../../../ingest/sources/source-definition.ts';
import { createSecretReader } from '../../../stack/read-secret.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { listSourceFiles } from '../../../store/sources/source-files.ts';
import { listSources, readSource } from '../../../store/sources/sources.ts';
import { openUploadFiles, safeName } from '../../../store/uploads/upload-files.ts';
import { oneOf, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { fileLines, testedFileLines } from '../../print/data/source-files.ts';
import { readingLines, removedLines, sourceLines, stateLines, testedLines } from '../../print/data/sources.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openReading, openReadingOfTraining, type Session } from '../../session/session.ts';
import {
  addDeliveryCommands,
  addHookOptions,
  addHookSource,
  type HookOptions,
  isHook,
  isHookKind,
  listHookSources,
  pauseHookSource,
  removeHookSource,
} from './hook-sources.ts';
import { readShownSources } from './shown-sources.ts';

type Added = HookOptions & {
  readonly kind: string;
  readonly json?: boolean;
  readonly preset?: string;
  readonly mapping?: string;
  readonly urlEnv?: string;
  readonly urlFile?: string;
  readonly every: number;
  readonly account?: string;
  readonly folder?: string;
};

const states = [
  { name: 'cancel', description: 'Ends the reading under way. What was read stays, and the next one goes on there.' },
  { name: 'pause', description: 'Reads it no more until it is resumed. What a webhook posts is stored, and waits.' },
  { name: 'resume', description: 'Reads it again.' },
] as const;

/** `source`: other systems whose data come by themselves: databases that are read, folders of exports, webhooks that are posted. */
export function addSourceCommand(program: Command, cli: Cli): void {
  const source = program
    .command('source')
    .description('Other systems whose data come by themselves: databases, folders, webhooks.');

  const add = source
    .command('add')
    .description(
      'Reads a PostgreSQL database now, and from then on what changes, takes exports that are dropped into a folder, or lets a system post to /hooks/<name>. Address and secret stay where they are: name a variable or a file.',
    )
    .argument('<name>', 'stands before ids: contact 7 of shop is shop:7')
    .option(
      '--kind <kind>',
      `${['postgresql', ...hookKinds].join(', ')}`,
      oneOf(['postgresql', ...hookKinds]),
      'postgresql',
    )
    .option('--folder <place>', 'takes exports from this folder of the workers, or from s3://bucket/prefix')
    .option('--preset <name>', `${sourcePresets().join(', ')}; of a folder as hubspot, or left out`)
    .option('--mapping <file>', 'what is read, as YAML (docs/connect.md); of a folder what columns mean')
    .option('--url-env <variable>', 'of the workers, which holds the address with user and password')
    .option('--url-file <file>', 'which holds it, and which only its owner can read')
    .option('--every <minutes>', 'between two readings', wholeNumber(1, 1_440), defaultEveryMinutes)
    .option('--account <id>', 'of a system that holds several businesses')
    .action((name: string, { kind, preset, mapping, urlEnv, urlFile, every, account, folder, ...options }: Added) =>
      cli.run(options, async ({ output, surroundings }) => {
        if (isHookKind(kind)) {
          await withSession(surroundings, async (session) => {
            if ((await listSources(session.database)).some((one) => one.name === name)) throw taken(name);
            await addHookSource(session, output, { ...options, name, kind, env: surroundings.env });
          });
          return;
        }
        if (folder !== undefined && (urlEnv ?? urlFile) !== undefined) throw noAddress();
        const credential = folder === undefined ? credentialOf(urlEnv, urlFile) : null;
        if (!sourceNamePattern.test(name)) throw badName(name);
        if (
          folder === undefined
            ? (preset === undefined) === (mapping === undefined)
            : preset !== undefined && mapping !== undefined
        )
          throw noDefinition();
        const added = {
          ...{ name, kind: folder === undefined ? ('postgresql' as const) : ('folder' as const) },
          ...{ preset: preset ?? null, credential, createdAt: new Date() },
          definition: mapping === undefined ? null : readFileSync(mapping, 'utf8'),
          settings: {
            everyMinutes: every,
            ...(account !== undefined && { account }),
            // workers run in another folder
            ...(folder !== undefined && { folder: folder.startsWith('s3://') ? folder : resolve(folder) }),
          },
        };
        requireSource(added);
        const session = await openReadingOfTraining(surroundings);
        try {
          if (await isHook(session, name)) throw taken(name);
          const found = await session.sources.add(added);
          await recordAct(session.database, cliAct('addSource', name));
          output.lines(readingLines(name));
          output.data(found);
        } finally {
          await session.close();
        }
      }),
    );
  addHookOptions(add);
  addDeliveryCommands(source, cli);

  source
    .command('test')
    .description(
      'Tries whether each of its tables can be read, or says which files would be taken. Nothing is written.',
    )
    .argument('<name>', 'of the source')
    .action((name: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const found = await readSource(session.database, name);
          const readCredential = createSecretReader(surroundings.env, 'source_refused');
          const { buckets } = session.config;
          const tested = await trySource(session.database, found, { readCredential, buckets });
          output.lines(
            found.kind === 'folder' ? testedFileLines(name, tested, output.width) : testedLines(name, tested.streams),
          );
          output.data(tested);
        } finally {
          await session.close();
        }
      }),
    );

  source
    .command('list')
    .description('How fresh each is, what came of it, and what is wrong.')
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const found = await readShownSources(session.database);
          const hooks = await listHookSources(session);
          if (found.length > 0 || hooks.data.length === 0) output.lines(sourceLines(found, new Date(), output.width));
          if (found.length > 0 && hooks.data.length > 0) output.lines(['']);
          output.lines(hooks.lines(output.width));
          output.data({ databases: found, webhooks: hooks.data });
        } finally {
          await session.close();
        }
      }),
    );

  source
    .command('files')
    .description('What became of the files of a folder, newest first.')
    .argument('<name>', 'of the source')
    .option('--limit <count>', 'how many', wholeNumber(1, 1_000), 20)
    .action((name: string, { limit, ...options }: { limit: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const files = await listSourceFiles(session.database, (await readSource(session.database, name)).name, limit);
          const kept = openUploadFiles(session.config.uploadFolder);
          const rejects = new Map(
            files.flatMap(({ id, name: file }) =>
              kept.hasRejects(id, safeName(file)) ? [[id, kept.rejectsPath(id, safeName(file))]] : [],
            ),
          );
          output.lines(fileLines(name, files, rejects, output.width));
          output.data(files.map((file) => ({ ...file, rejects: rejects.get(file.id) ?? null })));
        } finally {
          await session.close();
        }
      }),
    );

  source
    .command('sync')
    .description('Reads it now.')
    .argument('<name>', 'of the source')
    .option('--again', 'everything once more, from the beginning')
    .option('--accept-deletes', 'rows that are gone there are deleted, however many there are')
    .action(
      (
        name: string,
        { again = false, acceptDeletes = false, ...options }: { again?: boolean; acceptDeletes?: boolean },
      ) =>
        cli.run(options, async ({ output, surroundings }) => {
          const session = await openReadingOfTraining(surroundings);
          try {
            const found = await session.sources.sync(name, { again, acceptDeletes });
            await recordAct(session.database, cliAct('syncSource', name, { again, acceptDeletes }));
            output.lines(readingLines(name));
            output.data(found);
          } finally {
            await session.close();
          }
        }),
    );

  for (const { name: command, description } of states) {
    source
      .command(command)
      .description(description)
      .argument('<name>', 'of the source')
      .action((name: string, options) =>
        cli.run(options, async ({ output, surroundings }) => {
          const session = await openReadingOfTraining(surroundings);
          try {
            if (command !== 'cancel' && (await isHook(session, name)))
              return await pauseHookSource(session, output, name, command === 'pause');
            const found = await session.sources[command](name);
            await recordAct(session.database, cliAct(`${command}Source`, name));
            output.lines(stateLines(found));
            output.data(found);
          } finally {
            await session.close();
          }
        }),
      );
  }

  source
    .command('remove')
    .description('Reads it no more and forgets it, and what it posted. Rows that came from it stay.')
    .argument('<name>', 'of the source')
    .action((name: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReadingOfTraining(surroundings);
        try {
          if (await isHook(session, name)) return await removeHookSource(session, output, name);
          await session.sources.remove(name);
          await recordAct(session.database, cliAct('removeSource', name));
          output.lines(removedLines(name));
          output.data({ removed: name });
        } finally {
          await session.close();
        }
      }),
    );
}

function credentialOf(env: string | undefined, file: string | undefined): SecretReference {
  if (env !== undefined && file === undefined) return { env };
  if (file !== undefined && env === undefined) return { file };
  throw new PerennialError(
    'invalid_input',
    'Where the address of the database is found is not said, or said twice.',
    'Name a variable of the workers, --url-env SHOP_DATABASE_URL, or a file, --url-file /run/secrets/shop.',
  );
}

function taken(name: string): PerennialError {
  const remedy = `Choose another name, or remove it first: npx perennial source remove ${name}`;
  return new PerennialError('invalid_input', `There is a source "${name}" already.`, remedy, { name });
}

async function withSession(
  surroundings: Parameters<typeof openReading>[0],
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await openReading(surroundings);
  try {
    await work(session);
  } finally {
    await session.close();
  }
}

function noAddress(): PerennialError {
  return new PerennialError(
    'invalid_input',
    'A folder has no address with a password.',
    'Leave out --url-env and --url-file. Buckets are reached with the AWS_... variables of the workers.',
  );
}

function badName(name: string): PerennialError {
  return new PerennialError(
    'invalid_input',
    `"${name}" is not the name of a source.`,
    'It begins with a small letter and has only small letters, digits and _.',
    { name },
  );
}

function noDefinition(): PerennialError {
  return new PerennialError(
    'invalid_input',
    'What is read is not said, or said twice.',
    `Choose --preset (${sourcePresets().join(', ')}) or --mapping <file>, or exports in a folder: --folder <place>.`,
  );
}
