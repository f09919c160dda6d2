import { day, hour } from '../calendar.ts';
import { type Random, sigmoid } from '../random.ts';
import type { Traits } from '../traits.ts';
import type { Departure, Purchase, Ticket, TicketState } from './life.ts';
import { moments, type Recurrence } from './moments.ts';

/**
 * The season's membership ends this many days before the present. Contacts who don't renew fall silent in the last days
 * before that.
 */
const seasonEndsBefore = 31.5;

/**
 * In logits: how much the traits speak for leaving, and the contact's own noise (standard logistic), which no trait
 * explains.
 */
export type DeparturePlan = { readonly urge: number; readonly noise: number };

export function planDeparture(traits: Traits, random: Random): DeparturePlan {
  const loyalty = 0.8 * traits.satisfaction + 0.2 * traits.responsiveness;
  const even = random.between(1e-12, 1);
  return { urge: -7.8 * (loyalty - 0.5), noise: Math.log(even / (1 - even)) };
}

/** Contacts whose urge and noise add up to at least `threshold` leave. */
export function liveDeparture(plan: DeparturePlan, threshold: number, end: number, random: Random): Departure {
  const at = end - seasonEndsBefore * day - random.between(0, 2) * day;
  const leaves = plan.urge + plan.noise >= threshold;
  return { probability: sigmoid(plan.urge - threshold), at: leaves ? Math.round(at) : null };
}

/** A contact's time with the business, from its arrival to its departure. */
export type Lifetime = Omit<Recurrence, 'rates'>;

/** Happy contacts keep buying; unhappy ones buy less and less. `wealth` is a separate factor on the amounts. */
export function goShopping(traits: Traits, time: Lifetime, random: Random): Purchase[] {
  const wealth = random.logNormal(1, 0.6);
  const first = 0.008 + 0.016 * traits.satisfaction;
  const last = 0.005 + 0.032 * traits.satisfaction;
  return moments({ ...time, rates: [first, last] }, random).map((at) => ({
    at,
    amount: shoppingAmount(wealth, traits, random),
    quantity: 1 + random.poisson(0.3 + 0.8 * traits.satisfaction),
    lead: null,
  }));
}

function shoppingAmount(wealth: number, traits: Traits, random: Random): number {
  return Math.round(100 * random.logNormal(28 * wealth * (1 + 0.2 * traits.satisfaction), 0.6)) / 100;
}

const questions = ['question', 'billing', 'technical'] as const;

/** Unhappy contacts complain, more so towards the end; everybody asks a question now and then. */
export function openTickets(traits: Traits, time: Lifetime, end: number, random: Random): Ticket[] {
  const unhappy = 1 - traits.satisfaction;
  const complaints = moments({ ...time, rates: [0.0012 + 0.01 * unhappy, 0.0012 + 0.02 * unhappy] }, random);
  const others = moments({ ...time, rates: [0.003, 0.003] }, random);
  return [
    ...complaints.map((at) => ticket(at, 'complaint', random.chance(0.3 + 0.4 * unhappy) ? 3 : 2, end, random)),
    ...others.map((at) => ticket(at, random.pick(questions), 1 + random.integer(2), end, random)),
  ];
}

function ticket(openedAt: number, category: Ticket['category'], severity: number, end: number, random: Random): Ticket {
  const states: { from: number; state: TicketState }[] = [{ from: openedAt, state: 'open' }];
  let at = openedAt;
  for (const state of ['pending', 'resolved', 'closed'] as const) {
    at += random.logNormal(16 * severity * hour, 0.8);
    if (at >= end) break;
    states.push({ from: Math.round(at), state });
  }
  const closed = states.find(({ state }) => state === 'closed');
  return { category, severity, openedAt, closedAt: closed?.from ?? null, states };
}
