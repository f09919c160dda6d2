import type { Random } from './random.ts';
import { sigmoid } from './random.ts';

/**
 * What a contact is like; no table shows it. Behaviour and outcomes are drawn from these traits, each with its own noise. No
 * outcome is ever computed from another row.
 */
export type Traits = {
  /** 0-1, mostly near an end: whether the contact answers and opens what it is sent. */
  readonly responsiveness: number;
  /** 0-1, mostly near an end: whether the contact is happy with the business. */
  readonly satisfaction: number;
  /** Standard normal: the wish to buy; a lead adds noise of its own (`leads.ts`). */
  readonly intent: number;
  /** Local hour 8-20 around which the contact likes to answer. */
  readonly favouriteHour: number;
  /** 0 Sunday to 6 Saturday on which the contact answers less. */
  readonly quietWeekday: number;
};

/**
 * What the first three traits have in common: people who like a business also answer it and buy from it (correlation 0.4).
 */
const sharedLoading = 0.63;

/** Steepness of the logistic curve that pushes a standard normal towards the ends. */
const polarity = 9;

const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Responsiveness is dealt out evenly (Weyl's sequence), not drawn at random, so that a small business has the same share of
 * people who answer as a big one. `turn`: the contact's place in the order in which leads are dealt.
 */
export function drawTraits(turn: number, offset: number, random: Random): Traits {
  const even = Math.min(1 - 1e-9, Math.max(1e-9, (offset + turn * goldenRatio) % 1));
  // the logistic quantile over 1.702 is the normal one to two digits (Johnson and Kotz 1970)
  const answering = Math.log(even / (1 - even)) / 1.702;
  const own = Math.sqrt(1 - sharedLoading * sharedLoading);
  const shared = sharedLoading * answering + own * random.normal();
  const correlated = () => sharedLoading * shared + own * random.normal();
  return {
    responsiveness: sigmoid(polarity * (answering + 0.3)),
    satisfaction: sigmoid(polarity * correlated()),
    intent: correlated(),
    favouriteHour: random.chance(0.5) ? random.between(9, 13) : random.between(15, 19),
    quietWeekday: random.integer(7),
  };
}

/** A lead's wish to buy on 0-1: most are cold or hot, few in between. */
export function warmth(intent: number): number {
  return sigmoid(16 * (intent - 0.3));
}
