import type { Person } from '../store/crm/people.ts';

/** Whom a prediction is about, as CSV and JSON name it. */
export function personFields(person: Person | undefined) {
  return {
    name: person?.name ?? null,
    phone: person?.phone ?? null,
    email: person?.email ?? null,
    owner: person?.owner ?? null,
    last_activity_at: person?.lastActivityAt?.toISOString() ?? null,
  };
}
