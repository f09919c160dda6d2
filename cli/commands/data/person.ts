import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { connectTemporal, temporalPatience } from '../../../control/connect-temporal.ts';
import { readHistoryDays } from '../../../control/read-history-days.ts';
import { PerennialError } from '../../../domain/errors.ts';
import { erasePerson } from '../../../ingest/erase/erase-person.ts';
import { whatRemains } from '../../../ingest/erase/what-remains.ts';
import { type FoundContact, findContact } from '../../../ingest/identity/find-contact.ts';
import { replaceGoldenRows } from '../../../jobs/replace-golden-rows.ts';
import { subjectsByText } from '../../../serving/subjects/subjects-by-text.ts';
import { erasurePlaces } from '../../../stack/erasure-places.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { exportPerson } from '../../../store/erasures/export-person.ts';
import type { Cli } from '../../cli.ts';
import { erasedLines, exportLines } from '../../print/data/erased.ts';
import { cliAct } from '../../session/cli-act.ts';
import { confirm } from '../../session/confirm.ts';
import { openReading, openWorking, type Session } from '../../session/session.ts';

export function addPersonCommands(program: Command, cli: Cli): void {
  program
    .command('erase')
    .description(
      'Erases a person and all that is known of them, for good, and keeps them from coming back. Asks first.',
    )
    .argument('<person>', 'a name, phone, e-mail or id that means one person')
    .option('--yes', "don't ask")
    .action((named: string, { yes, ...options }: { readonly yes?: boolean; readonly json?: boolean }) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const { database, config, blobs } = session;
          const { id, externalId, name } = await findOne(session, named);
          if (!yes) {
            await confirm(surroundings, interrupted, {
              word: externalId.toLowerCase(),
              asks: `${name ?? 'A contact'}, ${externalId}. It can't be taken back. Type ${externalId} to erase them: `,
              otherwise: 'Nobody was erased.',
              remedy: 'Confirm with --yes.',
            });
          }
          const askedAt = new Date();
          const erased = await erasePerson(database, id, cliAct('erasePerson'), {
            ...erasurePlaces(config),
            replaceGoldenRows: (isErased) => replaceGoldenRows({ database, blobs }, isErased),
          });
          const remains = await whatRemains(
            database,
            { id: erased.id, askedAt },
            { historyDays: await historyDays(session), inBucket: config.artifacts.kind === 'bucket' },
          );
          output.lines(erasedLines(erased, remains, output.width));
          output.data({ erasure: erased.id, erased: erased.counts, remains });
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );

  program
    .command('person')
    .description('What is stored of one person.')
    .command('export')
    .description('Writes all data of a person as JSON.')
    .argument('<person>', 'a name, phone, e-mail or id that means one person')
    .option('--out <file>', 'where to (default: the terminal)')
    .action((named: string, { out, ...options }: { readonly out?: string; readonly json?: boolean }) =>
      cli.run({ ...options, json: options.json ?? out === undefined }, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const found = await findOne(session, named);
          const exported = await exportPerson(session.database, found, new Date());
          if (exported === null) throw nobody(named);
          await recordAct(session.database, cliAct('exportPerson', found.externalId));
          if (out !== undefined) {
            writeFileSync(out, `${JSON.stringify(exported, null, 2)}\n`, { mode: 0o600 });
            output.lines(exportLines(exported, out));
          }
          output.data(exported);
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

/** As `predict` finds people. @throws PerennialError `subject_not_found`; `invalid_input` where several are meant */
async function findOne({ database, config }: Session, named: string): Promise<FoundContact> {
  const meant = [...new Set(await subjectsByText(database, 'churn', [named]))];
  if (meant.length > 1) {
    throw new PerennialError(
      'invalid_input',
      `"${named}" may be ${meant.length} people: ${meant.slice(0, 5).join(', ')}.`,
      'Name the one by the id.',
      { named, ids: meant.slice(0, 5) },
    );
  }
  return await findContact(database, meant[0] ?? named, config.businessCountry);
}

function nobody(named: string): PerennialError {
  return new PerennialError('subject_not_found', `There is nobody "${named}" any more.`, '', { named });
}

async function historyDays({ config, temporalAddress }: Session): Promise<number | null> {
  if (temporalAddress === undefined) return null;
  const { namespace, security } = config.temporal;
  const { connection } = await connectTemporal(temporalAddress, namespace, {
    patience: temporalPatience,
    lazily: true,
    security,
  });
  return await readHistoryDays(connection, namespace).finally(() => connection.close());
}
