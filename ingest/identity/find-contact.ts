import { PerennialError } from '../../domain/errors.ts';
import type { Database } from '../../store/database/database.ts';
import { readEmail } from './email.ts';
import { phoneCountry, phoneForms, readPhone } from './phone.ts';

export type FoundContact = { readonly id: number; readonly externalId: string; readonly name: string | null };

/**
 * The contact that a person means by an external id, one of its other ids, a phone or an e-mail address.
 *
 * @throws PerennialError `subject_not_found`; `invalid_input` where it leads to several.
 */
export async function findContact(database: Database, named: string, country?: string): Promise<FoundContact> {
  const phone = readPhone(named, phoneCountry(country));
  const email = readEmail(named);
  const rows = await database.query<FoundContact & { readonly place: number }>(bestMatches, [
    named.trim(),
    'phone' in phone ? phoneForms(phone.phone) : [],
    'email' in email ? email.email : null,
  ]);
  const found = rows.filter(({ place }) => place === rows[0]?.place);
  const [contact, ...others] = [...new Map(found.map((row) => [row.id, row])).values()];
  if (contact === undefined) {
    throw new PerennialError(
      'subject_not_found',
      `There is no contact with the id, phone or e-mail "${named}".`,
      'Phones are found by their international form, such as +491712345678.',
      { contact: named },
    );
  }
  if (others.length > 0) {
    const ids = [contact, ...others].map(({ externalId }) => externalId);
    throw new PerennialError(
      'invalid_input',
      `"${named}" is the phone or e-mail of ${ids.length} contacts: ${ids.slice(0, 5).join(', ')}.`,
      'Name the contact by its id.',
      { contact: named, ids: ids.slice(0, 5) },
    );
  }
  const { id, externalId, name } = contact;
  return { id, externalId, name };
}

/** $1 as it was written, $2 forms of the phone, $3 e-mail. What an import noted comes before what stands in profiles. */
const bestMatches = `
select found.place, c.id, c.external_id as "externalId", c.name
from (
  select 1 as place, id from contacts where external_id = $1
  union all
  select 2, contact_id from contact_identities where kind = 'id' and source = perennial_source_of($1) and value = $1
  union all
  select 3, contact_id from contact_identities where kind = 'phone' and source = '' and value = any($2::text[])
  union all
  select 4, contact_id from contact_identities where kind = 'email' and source = '' and value = $3
  union all
  select 5, id from contacts where phone = any($2::text[]) or lower(email) = $3
) as found join contacts as c using (id)
order by found.place, c.id`;
