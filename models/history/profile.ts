/**
 * Joins `profile` (the contact's version that was valid just before `s.moment`) and `consent`. A row that was imported without a
 * history counts as valid from the contact's creation.
 */
export const profileHistory = `
left join lateral (
  select v.* from contact_versions as v
  where v.contact_id = s.contact_id and v.valid_from < s.moment
  order by v.valid_from desc limit 1
) as profile on true
left join lateral (
  select max(v.valid_from) as opted_out_at from contact_versions as v
  where v.contact_id = s.contact_id and v.valid_from < s.moment and not v.opted_in
) as consent on true`;

/**
 * Whether the contact wanted messages. An `unsubscribed` event (`reactions.unsubscribed_at`) counts even if nobody noted it on
 * the contact, until a later opt-out on the contact shows that the business maintains its flag. A note may be up to a day early.
 */
export const optedIn = `(profile.opted_in and (reactions.unsubscribed_at is null
    or coalesce(consent.opted_out_at >= reactions.unsubscribed_at - interval '24 hours', false)))`;

const fields = ['name', 'phone', 'email', 'country', 'language', 'source', 'timezone'];

/** Share of the profile's fields that are filled, 0-1. */
export const profileCompleteness = `num_nonnulls(${fields
  .map((field) => `nullif(btrim(profile.${field}), '')`)
  .join(', ')}) / ${fields.length}.0`;
