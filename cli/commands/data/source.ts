import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { type CredentialReference, defaultEveryMinutes, sourceNamePattern } from '../../../domain/sources.ts';
import { definitionOf } from '../../../ingest/sources/definition-of.ts';
import { sourcePresets } from '../../../ingest/sources/source-definition.ts';
import { testSource } from '../../../ingest/sources/test-source.ts';
import { createReadCredential } from '../../../store/sources/read-credential.ts';
import { readSource } from '../../../store/sources/sources.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { readingLines, removedLines, sourceLines, stateLines, testedLines } from '../../print/data/sources.ts';
import { openReading, openReadingOfTraining } from '../../session/session.ts';
import { readShownSources } from './shown-sources.ts';

type Added = {
  readonly preset?: string;
  readonly mapping?: string;
  readonly urlEnv?: string;
  readonly urlFile?: string;
  readonly every: number;
  readonly account?: string;
};

const states = [
  { name: 'cancel', description: 'Ends the reading under way. What was read stays, and the next one goes on there.' },
  { name: 'pause', description: 'Reads it no more until it is resumed.' },
  { name: 'resume', description: 'Reads it again.' },
] as const;

/** `source`: databases whose rows come by themselves. */
export function addSourceCommand(program: Command, cli: Cli): void {
  const source = program.command('source').description('Databases of other systems, whose rows come by themselves.');

  source
    .command('add')
    .description(
      'Reads a PostgreSQL database now, and from then on what changes. Its address stays where it is: name a variable or a file.',
    )
    .argument('<name>', 'stands before ids: contact 7 of shop is shop:7')
    .option('--preset <name>', `${sourcePresets().join(', ')}`)
    .option('--mapping <file>', 'what is read, as YAML (docs/connect.md)')
    .option('--url-env <variable>', 'of the workers, which holds the address with user and password')
    .option('--url-file <file>', 'which holds it, and which only its owner can read')
    .option('--every <minutes>', 'between two readings', wholeNumber(1, 1_440), defaultEveryMinutes)
    .option('--account <id>', 'of a system that holds several businesses')
    .action((name: string, { preset, mapping, urlEnv, urlFile, every, account, ...options }: Added) =>
      cli.run(options, async ({ output, surroundings }) => {
        const credential = credentialOf(urlEnv, urlFile);
        if (!sourceNamePattern.test(name)) throw badName(name);
        if ((preset === undefined) === (mapping === undefined)) throw noDefinition();
        const added = {
          ...{ name, kind: 'postgresql' as const, preset: preset ?? null, credential, createdAt: new Date() },
          definition: mapping === undefined ? null : readFileSync(mapping, 'utf8'),
          settings: { everyMinutes: every, ...(account !== undefined && { account }) },
        };
        definitionOf(added);
        const session = await openReadingOfTraining(surroundings);
        try {
          const found = await session.sources.add(added);
          output.lines(readingLines(name));
          output.data(found);
        } finally {
          await session.close();
        }
      }),
    );

  source
    .command('test')
    .description('Tries whether each of its tables can be read. Nothing is written.')
    .argument('<name>', 'of the source')
    .action((name: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const found = await readSource(session.database, name);
          const url = createReadCredential(surroundings.env)(found.credential);
          const tested = await testSource(name, url, definitionOf(found), found.settings.account);
          output.lines(testedLines(name, tested));
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
          output.lines(sourceLines(found, new Date(), output.width));
          output.data(found);
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
            const found = await session.sources[command](name);
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
    .description('Reads it no more and forgets it. Rows that came from it stay.')
    .argument('<name>', 'of the source')
    .action((name: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReadingOfTraining(surroundings);
        try {
          await session.sources.remove(name);
          output.lines(removedLines(name));
          output.data({ removed: name });
        } finally {
          await session.close();
        }
      }),
    );
}

function credentialOf(env: string | undefined, file: string | undefined): CredentialReference {
  if (env !== undefined && file === undefined) return { env };
  if (file !== undefined && env === undefined) return { file };
  throw new PerennialError(
    'invalid_input',
    'Where the address of the database is found is not said, or said twice.',
    'Name a variable of the workers, --url-env SHOP_DATABASE_URL, or a file, --url-file /run/secrets/shop.',
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
    `Choose --preset (${sourcePresets().join(', ')}) or --mapping <file>.`,
  );
}
