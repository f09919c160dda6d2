import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { wordActor } from '../../../domain/access/actor.ts';
import { findContact } from '../../../ingest/identity/find-contact.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { findDuplicates } from '../../../store/crm/contact-duplicates.ts';
import { listMerges } from '../../../store/crm/contact-merges.ts';
import { mergeContacts } from '../../../store/crm/merge-contacts.ts';
import { unmergeContacts } from '../../../store/crm/unmerge-contacts.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { duplicateCsv, duplicateLines } from '../../print/data/duplicates.ts';
import { mergeLines, mergesLines, unmergeLines } from '../../print/data/merges.ts';
import { plural } from '../../print/format.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openWorking } from '../../session/session.ts';
import { addReadinessCommand } from './readiness.ts';
import { addSentimentCommand } from './sentiment.ts';
import { addWaitingCommand } from './waiting.ts';

/** `data`: whether there is enough to learn from, and who of the contacts is the same person. */
export function addDataCommand(program: Command, cli: Cli): void {
  const data = program
    .command('data')
    .description('What there is to learn from and what is missing; contacts that are one person.');

  addReadinessCommand(data, cli);
  addSentimentCommand(data, cli);
  addWaitingCommand(data, cli);

  data
    .command('duplicates')
    .description('Pairs of contacts that may be one person, and why. Nothing is changed.')
    .option('--limit <count>', 'how many to show', wholeNumber(1, 10_000), 50)
    .option('--csv <file>', 'write all of them to a CSV file')
    .action(({ limit, csv, ...options }: { limit: number; csv?: string }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const found = await findDuplicates(session.database, csv === undefined ? limit : null);
          output.lines(duplicateLines({ ...found, pairs: found.pairs.slice(0, limit) }, output.width));
          if (csv !== undefined) {
            writeFileSync(csv, duplicateCsv(found));
            output.lines(['', `OK Wrote ${plural(found.pairs.length, 'row')} to ${csv}`]);
          }
          output.data({ total: found.total, pairs: found.pairs });
        } finally {
          await session.close();
        }
      }),
    );

  data
    .command('merge')
    .description('Makes two contacts one. The first keeps its id; it can be taken back.')
    .argument('<contact>', 'its id, phone or e-mail')
    .argument('<other>', 'the one whose rows move to it')
    .option('--why <reason>', 'kept on record', 'they are the same person')
    .action((contact: string, other: string, { why, ...options }: { why: string }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const { database, config } = session;
          const find = async (named: string) => (await findContact(database, named, config.businessCountry)).id;
          const [survivorId, mergedId] = [await find(contact), await find(other)];
          const act = cliAct('mergeContacts');
          const note = { actor: wordActor(act.actor), reason: why };
          const merge = await inTransaction(database, async (client) => {
            const made = await mergeContacts(client, { survivorId, mergedId, ...note });
            await recordAct(client, { ...act, target: made.survivor, details: { merged: made.merged, reason: why } });
            return made;
          });
          output.lines(mergeLines(merge));
          output.data(merge);
        } finally {
          await session.close();
        }
      }),
    );

  data
    .command('unmerge')
    .description('Takes a merge back: both are contacts of their own again.')
    .argument('<merge>', 'its number, see npx perennial data merges', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--why <reason>', 'kept on record', 'they are two people')
    .action((id: number, { why, ...options }: { why: string }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const act = cliAct('unmergeContacts', String(id), { reason: why });
          const note = { actor: wordActor(act.actor), reason: why };
          const unmerge = await inTransaction(session.database, async (client) => {
            const undone = await unmergeContacts(client, { id, ...note });
            await recordAct(client, act);
            return undone;
          });
          output.lines(unmergeLines(unmerge));
          output.data(unmerge);
        } finally {
          await session.close();
        }
      }),
    );

  data
    .command('merges')
    .description('Contacts that were made one, newest first.')
    .option('--limit <count>', 'how many', wholeNumber(1, 10_000), 50)
    .action(({ limit, ...options }: { limit: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const merges = await listMerges(session.database, limit);
          output.lines(mergesLines(merges, output.width));
          output.data(merges);
        } finally {
          await session.close();
        }
      }),
    );
}
