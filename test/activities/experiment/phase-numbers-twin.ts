import type { Arm } from '../../../domain/experiment/experiment.ts';
import { attributionDays } from '../../../domain/experiment/experiment.ts';
import { defaultAttributionDays } from '../../../domain/lead-labels.ts';
import type { ModelName } from '../../../domain/models.ts';
import type { Exposure, World } from './random-world.ts';

/** A second implementation of units, conversions and losses, one event at a time. Times are hours since the origin. */
export type TwinNumbers = {
  readonly units: readonly {
    readonly arm: Arm;
    readonly week: number;
    readonly converted: boolean;
    readonly optedOut: boolean;
  }[];
  readonly differences: readonly number[];
};

export function twinNumbers(
  model: ModelName,
  world: World,
  now: number,
  /** The labels of lead scoring that are known by now, by the lead's number. */
  labels: ReadonlyMap<number, number>,
): TwinNumbers {
  const window = 24 * attributionDays[model];
  const units: { -readonly [Key in keyof TwinNumbers['units'][number]]: TwinNumbers['units'][number][Key] }[] = [];
  const differences: number[] = [];
  for (const exposure of world.exposures) {
    if (exposure.at > now) continue;
    const label = model === 'lead_scoring' ? labels.get(exposure.number) : undefined;
    const came = world.leads[exposure.number - 1].at;
    if (label !== undefined && exposure.at <= came + 72) addLoss(exposure, (output) => Math.abs(output - label));

    const began = beginning(model, world, exposure);
    if (began === null || began + window > now) continue;
    const inWindow = (at: number) => at > began && at <= began + window;
    const conversions = conversionsOf(model, world, exposure.number);
    if (model === 'lead_scoring' && conversions.some((at) => at <= exposure.at)) continue;
    const converted = conversions.some(inWindow);
    const week = Math.floor(exposure.at / (7 * 24));
    units.push({ arm: exposure.arm, week, converted, optedOut: optedOut(world, exposure, now) });
    if (model !== 'lead_scoring') {
      const expected = Number(model === 'churn' ? !converted : converted);
      addLoss(exposure, (output) => (output - expected) ** 2);
    }
  }
  return { units, differences };

  function addLoss({ champion, challenger }: Exposure, loss: (output: number) => number): void {
    if (champion !== null && challenger !== null) differences.push(loss(challenger) - loss(champion));
  }
}

/** When the unit's window begins; null if it is not a unit. */
function beginning(model: ModelName, world: World, { number, at }: Exposure): number | null {
  if (model !== 'engagement') return at;
  const sent = world.messages.filter((each) => each.contact === number && !each.inbound && each.at > at);
  const first = Math.min(...sent.map((each) => each.at));
  return first <= at + 7 * 24 ? first : null;
}

function conversionsOf(model: ModelName, world: World, number: number): number[] {
  const posted = world.posted
    .filter((each) => each.model === model && each.number === number && each.converted)
    .map(({ at }) => at);
  const ofContact = <T extends { contact: number; at: number }>(rows: readonly T[], counts: (row: T) => boolean) =>
    rows.filter((row) => row.contact === number && counts(row)).map(({ at }) => at);
  if (model === 'lead_scoring') {
    const lead = world.leads[number - 1];
    const { convertedAt, wonAt } = lead;
    const isOpen = (at: number) => (convertedAt ?? at) >= at && (wonAt ?? at) >= at;
    const bought = ofContact(
      world.purchases,
      ({ lead: named, at }) =>
        at >= lead.at && (named === number || (at <= lead.at + 24 * defaultAttributionDays && isOpen(at))),
    );
    return [...posted, ...bought, ...[convertedAt, wonAt].filter((at) => at !== null)];
  }
  const wrote = ofContact(world.messages, ({ inbound }) => inbound);
  if (model === 'engagement') return [...posted, ...wrote];
  return [
    ...posted,
    ...wrote,
    ...ofContact(world.events, ({ type }) => type === 'clicked'),
    ...ofContact(world.purchases, () => true),
    ...ofContact(world.tickets, () => true),
  ];
}

function optedOut(world: World, { number, at }: Exposure, now: number): boolean {
  const consents = world.consents.filter(({ contact }) => contact === number).toSorted((a, b) => a.at - b.at);
  const outs = consents.filter(({ optedIn }) => !optedIn).map((consent) => consent.at);
  const unsubscribed = world.events.filter(({ contact, type }) => contact === number && type === 'unsubscribed');
  const since = [...outs, ...unsubscribed.map((event) => event.at)].some((moment) => moment > at && moment <= now);
  const known = consents.filter((consent) => consent.at < at).at(-1)?.optedIn ?? true;
  const lastUnsubscribed = Math.max(...unsubscribed.map((event) => event.at).filter((moment) => moment < at));
  const lastOut = Math.max(...outs.filter((moment) => moment < at));
  return since && known && (lastUnsubscribed === -Infinity || lastOut >= lastUnsubscribed - 24);
}
