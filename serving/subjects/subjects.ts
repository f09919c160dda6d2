import { PerennialError } from '../../domain/errors.ts';
import { defaultLeadIdleDays } from '../../domain/lead-labels.ts';
import type { ModelName } from '../../domain/models.ts';
import { eligibleAmongQuery, eligibleQuery } from '../../models/queries/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { Database } from '../../store/database/database.ts';
import { followContacts } from './followed-contacts.ts';

/** Whom a prediction is for: a lead, or a contact (engagement: a message to the contact). `id` is the external id. */
export type Subject = { readonly key: number; readonly id: string };

const tables = { lead_scoring: 'leads', churn: 'contacts', engagement: 'contacts' } as const satisfies Record<
  ModelName,
  string
>;

/**
 * In the order of the external ids. A contact that was merged into another one is found as that one.
 *
 * @throws PerennialError `subject_not_found` naming those that don't exist.
 */
export async function findSubjects(database: Database, model: ModelName, ids: readonly string[]): Promise<Subject[]> {
  const found = await byExternalId(database, model, ids);
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0 && tables[model] === 'contacts') {
    const followed = await followContacts(database, missing);
    const survivors = await byExternalId(database, model, [...followed.values()]);
    for (const [asked, id] of followed) {
      const survivor = survivors.get(id);
      if (survivor !== undefined) found.set(asked, survivor);
    }
  }
  const unknown = missing.filter((id) => !found.has(id));
  if (unknown.length > 0) throw subjectsNotFound(model, unknown);
  return ids.map((id) => found.get(id)).filter((subject) => subject !== undefined);
}

async function byExternalId(database: Database, model: ModelName, ids: readonly string[]) {
  const rows = await database.query<Subject>(
    `select id as key, external_id as id from ${tables[model]} where external_id = any($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who answers to these ids, which no subject has. @throws PerennialError `subject_not_found` naming those that nobody answers to */
export async function requireFollowed(
  database: Database,
  model: ModelName,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const followed = tables[model] === 'contacts' ? await followContacts(database, ids) : new Map<string, string>();
  const unknown = ids.filter((id) => !followed.has(id));
  if (unknown.length > 0) throw subjectsNotFound(model, [...new Set(unknown)]);
  return followed;
}

export function subjectsNotFound(model: ModelName, ids: readonly string[]): PerennialError {
  const shown = ids.slice(0, 5);
  const more = ids.length > shown.length ? ` and ${ids.length - shown.length} more` : '';
  return new PerennialError(
    'subject_not_found',
    `There are no ${tables[model]} with the id ${shown.map((id) => `"${id}"`).join(', ')}${more}.`,
    `Ids are the external ids with which the ${tables[model]} were imported.`,
    { model, ids: shown },
  );
}

/** Subjects worth predicting now, best known first. */
export async function eligibleSubjects(
  database: Database,
  model: ModelName,
  limit: number,
  now: Date,
  leadIdleDays = defaultLeadIdleDays,
): Promise<Subject[]> {
  const parameters = [now, limit, leadIdleDays];
  const rows = await database.query<{ subject_id: number }>(eligibleQuery(modelDefinition(model)), parameters);
  const keys = rows.map(({ subject_id }) => subject_id);
  const named = await database.query<Subject>(
    `select id as key, external_id as id from ${tables[model]} where id = any($1)`,
    [keys],
  );
  const byKey = new Map(named.map((subject) => [subject.key, subject]));
  return keys.map((key) => byKey.get(key)).filter((subject) => subject !== undefined);
}

/** All subjects worth predicting now, in the order of the keys. */
export function everyEligibleSubject(
  database: Database,
  model: ModelName,
  now: Date,
  {
    leadIdleDays = defaultLeadIdleDays,
    contacts = null,
    signal,
  }: {
    readonly leadIdleDays?: number | undefined;
    /** Ids of contacts among whose subjects to look; null: everybody's. */
    readonly contacts?: readonly number[] | null;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Subject[]> {
  const definition = modelDefinition(model);
  return database.query<Subject>(
    `select subject.id as key, subject.external_id as id
     from (${contacts === null ? eligibleQuery(definition) : eligibleAmongQuery(definition)}) as eligible
     join ${tables[model]} as subject on subject.id = eligible.subject_id
     order by subject.id`,
    contacts === null ? [now, null, leadIdleDays] : [now, null, leadIdleDays, contacts],
    { signal },
  );
}

/** The newest subjects, including closed ones, to test a model on. */
export function newestSubjects(database: Database, model: ModelName, limit: number, now: Date): Promise<Subject[]> {
  return database.query<Subject>(
    `select id as key, external_id as id from ${tables[model]}
     where created_at < $1 order by created_at desc, id desc limit $2`,
    [now, limit],
  );
}
