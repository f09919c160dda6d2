import { readHistoryDays } from '../control/read-history-days.ts';
import { type EraseOptions, erasePerson } from '../ingest/erase/erase-person.ts';
import { whatRemains } from '../ingest/erase/what-remains.ts';
import { replaceGoldenRows } from '../jobs/replace-golden-rows.ts';
import { recordAct } from '../store/access/audit.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database/database.ts';
import { exportPerson } from '../store/erasures/export-person.ts';
import type { Ports } from './ports.ts';

export type ErasingSettings = {
  readonly database: Database;
  readonly blobs: Blobs;
  /** Where people are looked for beside the tables. */
  readonly erasing: Omit<EraseOptions, 'replaceGoldenRows'> | undefined;
  readonly temporal: Parameters<typeof readHistoryDays>[0];
  readonly namespace: string;
  readonly inBucket: boolean;
};

/** The port on giving a person's data out, and erasing them. */
export function erasingOf(settings: ErasingSettings): Pick<Ports['people'], 'exportAll' | 'erase'> {
  const { database, blobs, erasing, temporal, namespace, inBucket } = settings;
  async function find(contact: string) {
    const [found] = await database.query<{ id: number }>(
      `select id from contacts where external_id = $1
       union select contact_id from contact_identities where kind = 'id' and source = perennial_source_of($1) and value = $1 limit 1`,
      [contact],
    );
    return found === undefined ? null : { id: found.id, externalId: contact };
  }
  return {
    async exportAll(contact, act) {
      const found = await find(contact);
      if (found === null) return null;
      const exported = await exportPerson(database, found, new Date());
      if (exported !== null) await recordAct(database, act);
      return exported;
    },
    async erase(contact, act) {
      const found = await find(contact);
      if (found === null) return null;
      if (erasing === undefined)
        throw new Error('this process was not told where people are looked for who are erased');
      const askedAt = new Date();
      const erased = await erasePerson(database, found.id, act, {
        ...erasing,
        replaceGoldenRows: (isErased) => replaceGoldenRows({ database, blobs }, isErased),
      });
      const facts = { historyDays: await readHistoryDays(temporal, namespace), inBucket };
      return { ...erased, remains: await whatRemains(database, { id: erased.id, askedAt }, facts) };
    },
  };
}
