import { planContact, type Thresholds, type World } from './live.ts';

/** How many of each the rates ask for. */
export type Outcomes = { readonly leads: number; readonly converted: number; readonly leaving: number };

/**
 * The utilities at or above which exactly these numbers of leads convert and contacts leave (except for ties, which have
 * probability zero). Which ones do follows from traits and noise; only the totals are fixed.
 */
export function outcomeThresholds(
  world: World,
  leadsOf: Uint32Array,
  { leads, converted, leaving }: Outcomes,
): Thresholds {
  const conversion = new Float64Array(leads);
  const departure = new Float64Array(leadsOf.length);
  let at = 0;
  for (let ordinal = 0; ordinal < leadsOf.length; ordinal++) {
    const planned = planContact(world, ordinal, leadsOf[ordinal]);
    for (const lead of planned.leads) conversion[at++] = lead.conversionUtility;
    departure[ordinal] = planned.departure.urge + planned.departure.noise;
  }
  return { conversion: fromHighest(conversion, converted), departure: fromHighest(departure, leaving) };
}

/** The `count` highest values are at least this. */
function fromHighest(utilities: Float64Array, count: number): number {
  return count === 0 ? Number.POSITIVE_INFINITY : utilities.sort()[utilities.length - count];
}
