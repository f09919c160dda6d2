import { day } from '../calendar.ts';
import { createRandom } from '../random.ts';

export type CampaignKind = 'promotional' | 'informational' | 'reengagement';

/**
 * A campaign goes to every opted-in contact on one day. Its effects are in logits, and matter as much as the traits of the
 * recipients.
 */
export type Campaign = {
  readonly ordinal: number;
  readonly name: string;
  readonly kind: CampaignKind;
  readonly startedAt: number;
  /** Local hour of sending. */
  readonly hourOfDay: number;
  readonly urgency: number;
  readonly long: boolean;
  /** True: everybody gets it as a message that can be answered. Most sends of other campaigns are newsletters. */
  readonly toEverybody: boolean;
  readonly openEffect: number;
  readonly clickEffect: number;
  readonly replyEffect: number;
  readonly optOutEffect: number;
};

const daysBetween = 7;
const usualKinds: readonly CampaignKind[] = ['promotional', 'informational', 'promotional', 'reengagement'];
const themes = ['Collection', 'Weekend Offer', 'Style Guide', 'We Miss You', 'Members Day', 'New Arrivals'];
const seasons = ['Spring', 'Summer', 'Autumn', 'Winter'];
const busyHours = [9, 10, 11, 11, 12, 15, 16, 17, 17, 18];

function clamped(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/** The campaigns belong to the world: every population of a seed gets the same ones. */
export function planCampaigns(
  seed: number,
  start: number,
  days: number,
  kinds: readonly CampaignKind[] = usualKinds,
): Campaign[] {
  return Array.from({ length: Math.floor(days / daysBetween) }, (_, at) => {
    const random = createRandom(seed, 'campaign', at);
    const kind = kinds[at % kinds.length];
    const effect = random.normal();
    return {
      ordinal: at,
      name: `${random.pick(seasons)} ${themes[at % themes.length]} ${at + 1}`,
      kind,
      startedAt: start + (at * daysBetween + 4) * day,
      hourOfDay: random.pick(busyHours) + random.next(),
      urgency: random.integer(3),
      long: random.chance(0.4),
      toEverybody: false,
      openEffect: 0.3 * effect + 0.2 * random.normal(),
      clickEffect: 0.3 * effect + 0.2 * random.normal(),
      replyEffect: clamped(0.25 * effect + 0.15 * random.normal(), 0.4),
      optOutEffect: clamped(0.3 * random.normal(), 0.4),
    };
  });
}
