import type pg from 'pg';
import { type ContactKeys, createKeyReader, type KeyProblem, type ReadContactKeys, sourceOf } from './contact-keys.ts';
import {
  type Conflict,
  type FinishedIdentities,
  finishIdentities,
  openFindings,
  type WaitingMerge,
} from './finish-identities.ts';
import { type IdentityRegistry, type Key, openRegistry } from './identity-registry.ts';
import { phoneCountry } from './phone.ts';

export type Resolution = {
  /** `contacts.external_id` of the person; null: nobody, for the problems. */
  readonly contact: string | null;
  /** Of keys that are none, and why nobody was found. A row with a contact goes on in spite of them. */
  readonly problems: readonly KeyProblem[];
};

export type ContactResolution = Resolution & {
  /** False: a contact that must be made under this external id. */
  readonly known: boolean;
  /** As the profile should have it: E.164. */
  readonly phone?: string;
  readonly email?: string;
};

export type MergedAway = ContactKeys & { readonly id: string; readonly into: string };

/**
 * Who is meant by the keys of rows, for one file in one transaction. A batch costs a few statements, whatever its size.
 *
 * - A known id wins. An unknown id with a known phone or e-mail is the same person, unless that person has another id of this source:
 *   then it is a contact of its own, and the pair is listed as a conflict.
 * - Without an id the phone decides, then the e-mail. Where they lead to two people it is the phone's, and the pair is listed.
 * - A new contact is named by its id, else by its phone, else by its e-mail.
 */
export type IdentityResolver = {
  /** Which keys can't be keys, without asking who is meant: for rows that are rejected for other reasons. */
  readonly readKeys: ReadContactKeys;
  /**
   * Rows of contacts, in the order of the file: known or new. Give only rows that will be stored, for later rows find them by their keys.
   */
  contacts(rows: readonly ContactKeys[]): Promise<readonly ContactResolution[]>;
  /** Rows that name a contact; found are stored ones and those that `contacts` was given before. Nothing is kept of them. */
  references(rows: readonly ContactKeys[]): Promise<readonly Resolution[]>;
  /** Contacts that `contacts` was given last and that aren't stored after all: nobody is found as them, unless they are given again. */
  withdraw(contacts: ReadonlySet<string>): Promise<void>;
  /** Rows whose system has merged them into another contact: they make no contact, and lead to the other one. */
  mergedAway(rows: readonly MergedAway[]): Promise<void>;
  /** After all tables of the file are written: keeps the identities, lists the conflicts, and merges. */
  finish(batchId: number): Promise<FinishedIdentities>;
};

/**
 * @param options.country ISO 3166, of phone numbers without a country code; without one such numbers are refused.
 * @throws PerennialError `invalid_input` for what is no country.
 */
export function openResolver(client: pg.ClientBase, { country }: { readonly country?: string } = {}): IdentityResolver {
  const readKeys = createKeyReader(phoneCountry(country));
  const registry = openRegistry(client);
  const findings = openFindings(client);

  async function read(rows: readonly ContactKeys[], others: readonly Key[] = []): Promise<readonly Asked[]> {
    const asked = rows.map(readKeys);
    await registry.load([...asked.flatMap(keysOf), ...others]);
    return asked;
  }

  return {
    readKeys,

    async contacts(rows) {
      const asked = await read(rows);
      const conflicts: Conflict[] = [];
      const resolved = asked.map((keys) => settle(registry, keys, conflicts));
      await registry.flush();
      await findings.stageConflicts(conflicts);
      return resolved;
    },

    async references(rows) {
      return (await read(rows)).map((keys) => {
        const contact = whoIs(registry, keys);
        return contact === undefined ? nobody(keys) : { contact, problems: keys.refused };
      });
    },

    withdraw: (contacts) => registry.withdraw(contacts),

    async mergedAway(rows) {
      const asked = await read(
        rows,
        rows.map(({ into }) => ({ kind: 'id', value: into })),
      );
      const waiting: WaitingMerge[] = [];
      rows.forEach(({ id, into }, at) => {
        const keys = asked[at] as Asked;
        const survivor = registry.personOf('id', into);
        const merged = registry.personOf('id', id);
        if (survivor === undefined || merged !== undefined) {
          if (survivor !== merged || survivor === undefined) waiting.push([id, into, keys.phones[0], keys.email]);
          return;
        }
        registry.link('id', id, survivor);
        linkUnknown(registry, keys, survivor);
      });
      await registry.flush();
      await findings.stageMerges(waiting);
    },

    finish: (batchId) => finishIdentities(client, batchId, { identities: registry.hasStaged(), ...findings.staged() }),
  };
}

type Asked = ReturnType<ReadContactKeys>;

function keysOf({ id, phones, email }: Asked): Key[] {
  const keys: Key[] = phones.map((value) => ({ kind: 'phone', value }));
  if (id !== undefined) keys.push({ kind: 'id', value: id });
  if (email !== undefined) keys.push({ kind: 'email', value: email });
  return keys;
}

function byPhone(registry: IdentityRegistry, { phones }: Asked): string | undefined {
  for (const phone of phones) {
    const person = registry.personOf('phone', phone);
    if (person !== undefined) return person;
  }
  return undefined;
}

function byEmail(registry: IdentityRegistry, { email }: Asked): string | undefined {
  return email === undefined ? undefined : registry.personOf('email', email);
}

function whoIs(registry: IdentityRegistry, keys: Asked): string | undefined {
  const { id } = keys;
  const known = id === undefined ? undefined : registry.personOf('id', id);
  if (known !== undefined) return known;
  const found = byPhone(registry, keys) ?? byEmail(registry, keys);
  if (found === undefined || id === undefined) return found;
  return hasOtherId(registry.idsOf(found), id) ? undefined : found;
}

/** Whether the person is another one of the id's source. */
function hasOtherId(ids: ReadonlySet<string>, id: string): boolean {
  const source = sourceOf(id);
  if (source === null) return false;
  for (const other of ids) if (other !== id && sourceOf(other) === source) return true;
  return false;
}

function settle(registry: IdentityRegistry, keys: Asked, conflicts: Conflict[]): ContactResolution {
  const { id, phones, email, refused } = keys;
  const found = whoIs(registry, keys);
  const contact = found ?? id ?? phones[0] ?? email;
  if (contact === undefined) return { ...nobody(keys), known: false };
  if (id !== undefined && registry.personOf('id', id) === undefined) registry.link('id', id, contact);
  const others = [
    ['phone', phones[0], byPhone(registry, keys)],
    ['email', email, byEmail(registry, keys)],
  ] as const;
  for (const [kind, value, other] of others) {
    if (value !== undefined && other !== undefined && other !== contact) conflicts.push([contact, other, kind, value]);
  }
  linkUnknown(registry, keys, contact);
  return { contact, known: found !== undefined, phone: keys.phone, email, problems: refused };
}

function linkUnknown(registry: IdentityRegistry, keys: Asked, person: string): void {
  const { phones, email } = keys;
  if (phones[0] !== undefined && byPhone(registry, keys) === undefined) registry.link('phone', phones[0], person);
  if (email !== undefined && byEmail(registry, keys) === undefined) registry.link('email', email, person);
}

function nobody({ id, phones, email, refused }: Asked): Resolution {
  const named =
    id !== undefined
      ? (['id', id] as const)
      : phones[0] !== undefined
        ? (['phone', phones[0]] as const)
        : (['email', email] as const);
  const [key, value] = named;
  if (value === undefined) return { contact: null, problems: refused.length > 0 ? refused : [nameless] };
  const unknown: KeyProblem = {
    key,
    value,
    reason: 'names a contact that does not exist',
    remedy: 'Import the contacts first, or in the same command.',
    unknown: { id, phones, email },
  };
  return { contact: null, problems: [...refused, unknown] };
}

const nameless: KeyProblem = {
  key: 'id',
  value: '',
  reason: 'names no contact',
  remedy: 'Map a column to the id, the phone or the e-mail of the contact.',
};
