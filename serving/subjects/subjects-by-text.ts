import type { ModelName } from '../../domain/models.ts';
import { findPeople, type PersonFound } from '../../store/crm/people.ts';
import type { Database } from '../../store/database/database.ts';
import { followContacts } from './followed-contacts.ts';

/** The most people whom one text may mean. */
const mostPeople = 50;

/**
 * External ids of subjects from what a person types: ids stay as they are, and a name, phone or e-mail becomes everybody whom it
 * may mean. For lead scoring these are their open leads, or the newest of somebody who has none. What means nobody stays too, so that
 * whoever looks it up refuses it.
 */
export async function subjectsByText(
  database: Database,
  model: ModelName,
  texts: readonly string[],
): Promise<string[]> {
  const table = model === 'lead_scoring' ? 'leads' : 'contacts';
  const rows = await database.query<{ readonly id: string }>(
    `select external_id as id from ${table} where external_id = any($1)`,
    [texts],
  );
  const known = new Set(rows.map(({ id }) => id));
  const others = texts.filter((text) => !known.has(text));
  const merged = table === 'contacts' ? await followContacts(database, others) : new Map<string, string>();
  const meant: string[] = [];
  for (const text of texts) {
    const found = known.has(text) || merged.has(text) ? [] : await findPeople(database, text, mostPeople);
    const ids = found.flatMap((person) => subjectsOf(model, person));
    meant.push(...(ids.length === 0 ? [text] : ids));
  }
  return meant;
}

function subjectsOf(model: ModelName, { contact, leads }: PersonFound): string[] {
  if (model !== 'lead_scoring') return [contact];
  const open = leads.filter(({ stage }) => stage !== 'won' && stage !== 'lost');
  return (open.length > 0 ? open : leads.slice(0, 1)).map(({ id }) => id);
}
