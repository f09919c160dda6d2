import type { Act } from '../../domain/access/actor.ts';
import { createScrubber } from '../../domain/erasure/scrub.ts';
import { keysOfTraces, type PersonTraces } from '../../domain/erasure/traces.ts';
import { takeImportTurn } from '../../store/crm/import-lock.ts';
import type { Database } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { deletePerson, type ErasedCounts, toldOf } from '../../store/erasures/delete-person.ts';
import { beginErasedKeys, type ReadErasureKey } from '../../store/erasures/erased-keys.ts';
import {
  dropErasure,
  type Erasure,
  endErasure,
  intendErasure,
  lockErasure,
  noteRowsGone,
  openErasures,
} from '../../store/erasures/erasures.ts';
import { type FoundPerson, heldByOthers, inheritAddresses, readTraces } from '../../store/erasures/read-traces.ts';
import { scrubRows } from '../../store/erasures/scrub-rows.ts';
import { createKeyReader, type ReadContactKeys } from '../identity/contact-keys.ts';
import { phoneCountry } from '../identity/phone.ts';
import { emptyInbox } from './empty-inbox.ts';
import { eraseFromLogs } from './erase-logs.ts';
import { eraseFromMailbox } from './erase-mailbox.ts';
import { eraseFromRejects, eraseFromUploads } from './erase-uploads.ts';
import { forgetParkedOf } from './forget-parked.ts';

/** Where a person is looked for beside the tables: on this machine. */
export type ErasurePlaces = {
  readonly logFolder: string;
  readonly mailboxFolder: string;
  readonly uploadFolder: string;
};

export type EraseOptions = ErasurePlaces & {
  readonly readErasureKey: ReadErasureKey;
  /** Of phone numbers without a country code. */
  readonly country?: string | undefined;
  /**
   * Replaces the golden rows that are those of the contacts, in every version.
   * @returns how many versions
   */
  readonly replaceGoldenRows: (isErased: (contact: string) => boolean) => Promise<number>;
};

export type ErasedPerson = { readonly id: string; readonly counts: ErasedCounts };

/**
 * Erases a contact and all that is known of it. It is written down before anything is done, so that one whose process ends half-way is
 * carried on (`carryOnErasures`): the tables are done in one transaction, files after it.
 */
export async function erasePerson(
  database: Database,
  contactId: number,
  act: Act,
  options: EraseOptions,
): Promise<ErasedPerson> {
  return await carryOut(database, await intendErasure(database, contactId, { ...act, target: null }), options);
}

/** Goes on with erasures that somebody began and didn't end. @returns how many are done now */
export async function carryOnErasures(database: Database, options: EraseOptions): Promise<number> {
  const open = await openErasures(database);
  for (const erasure of open) await carryOut(database, erasure, options);
  return open.length;
}

async function carryOut(database: Database, { id, act }: Erasure, options: EraseOptions): Promise<ErasedPerson> {
  const begun = await eraseRows(database, id, options);
  if (begun === null) return { id, counts: {} };
  const { traces, counts } = begun;
  const ids = new Set(traces.ids);
  const golden = await options.replaceGoldenRows((contact) => ids.has(contact));
  const scrubber = createScrubber(traces);
  const careful = createScrubber(traces, { careful: true });
  const all = withoutNone({
    ...counts,
    'versions with golden rows': golden,
    'mails in the mailbox': await eraseFromMailbox(options.mailboxFolder, careful),
    'uploaded files': await eraseFromUploads(database, options.uploadFolder, scrubber),
    'files of rejected rows': await eraseFromRejects(database, scrubber),
    'lines of logs': await eraseFromLogs(options.logFolder, scrubber),
  });
  await forgetStatistics(database);
  await endErasure(database, { id, act } as Erasure, all);
  return { id, counts: all };
}

/** null: it is done already. Once the rows are gone, what they were found by is read from the erasure. */
async function eraseRows(
  database: Database,
  id: string,
  { readErasureKey, country }: EraseOptions,
): Promise<{ readonly traces: PersonTraces; readonly counts: ErasedCounts } | null> {
  const readKeys = createKeyReader(phoneCountry(country));
  return await inTransaction(database, async (client) => {
    // nothing that has found the contact is still to write
    await takeImportTurn(client);
    const erasure = await lockErasure(client, id);
    if (erasure === null) return null;
    const { state, contactId, traces: known, counts: before } = erasure;
    if (state === 'rows_gone' && known !== null) return { traces: known, counts: before };
    const person = await readTraces(client, Number(contactId), { locks: true });
    if (person === null) {
      await dropErasure(client, id);
      return null;
    }
    const all = tracesOf(person, readKeys);
    const shared = await heldByOthers(client, person.contacts, [...all.phones, ...all.emails]);
    const isOwn = (address: string) => !shared.has(address);
    const traces = { ...all, phones: all.phones.filter(isOwn), emails: all.emails.filter(isOwn) };
    const keys = await beginErasedKeys(client, readErasureKey);
    await keys.add(keysOfTraces(traces));
    const careful = createScrubber(traces, { careful: true });
    const told = await toldOf(client, person);
    const counts = withoutNone({
      'posts of webhooks': await emptyInbox(client, traces, careful, readKeys),
      'rows that waited': await forgetParkedOf(client, traces, careful),
      ...(await deletePerson(client, person)),
      ...(await scrubRows(client, traces)),
    });
    await inheritAddresses(client, shared);
    await noteRowsGone(client, id, { traces, counts, told });
    return { traces, counts };
  });
}

function tracesOf({ ids, phones, emails, names, rows, texts }: FoundPerson, readKeys: ReadContactKeys): PersonTraces {
  const read = [
    ...ids.map((id) => ({ id })),
    ...phones.map((phone) => ({ phone })),
    ...emails.map((email) => ({ email })),
  ];
  const keys = read.map(readKeys);
  return {
    ...{ ids, names, rows, texts },
    phones: [...new Set([...phones, ...keys.flatMap((each) => each.phones)])],
    emails: [...new Set([...emails.map((each) => each.toLowerCase()), ...keys.flatMap(({ email }) => email ?? [])])],
  };
}

/** The server keeps examples of what columns hold. */
async function forgetStatistics(database: Database): Promise<void> {
  const tables = 'contacts, contact_versions, contact_identities, contact_attributes, leads, lead_attributes, messages';
  await database.query(`analyze ${tables}, conversations, campaign_events, purchases, support_tickets, predictions`);
}

function withoutNone(counts: Record<string, number>): ErasedCounts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
