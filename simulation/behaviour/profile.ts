import { hour, type Place } from '../calendar.ts';
import { fullName, leadSources, mailAddress, phoneNumber } from '../names.ts';
import type { Random } from '../random.ts';
import type { LeadPlan } from './leads.ts';
import type { Profile } from './life.ts';

/**
 * Contacts leave few details at first, and those who want to buy complete them when they become a lead. Opting out is the
 * last change.
 */
export function fillProfile(
  ordinal: number,
  place: Place,
  createdAt: number,
  leads: readonly LeadPlan[],
  optedOutAt: number | null,
  random: Random,
): Profile[] {
  const name = fullName(random);
  const email = mailAddress(name, ordinal, random);
  const profiles: Profile[] = [
    {
      from: createdAt,
      name,
      phone: phoneNumber(place.dialling, ordinal),
      email: random.chance(0.1) ? email : null,
      country: random.chance(0.15) ? place.country : null,
      language: random.chance(0.1) ? 'en' : null,
      source: random.pick(leadSources),
      timezone: random.chance(0.2) ? place.timezone : null,
      optedIn: true,
    },
  ];
  const change = (from: number, changes: Partial<Profile>) => {
    const before = profiles.findLast((profile) => profile.from < from) ?? profiles[0];
    profiles.push({ ...before, ...changes, from });
  };
  for (const lead of leads) {
    const completed: Partial<Profile> = {
      ...(random.chance(0.05 + 0.9 * lead.warmth) ? { email } : {}),
      ...(random.chance(0.05 + 0.9 * lead.warmth) ? { country: place.country, timezone: place.timezone } : {}),
      ...(random.chance(0.05 + 0.9 * lead.warmth) ? { language: 'en' } : {}),
    };
    const from = lead.createdAt + Math.round(random.between(0.5, 40) * hour);
    // a profile is never touched after opting out
    if (Object.keys(completed).length > 0 && (optedOutAt === null || from < optedOutAt)) change(from, completed);
  }
  if (optedOutAt !== null) change(optedOutAt, { optedIn: false });
  return profiles;
}
