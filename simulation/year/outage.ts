import type { Life } from '../behaviour/life.ts';
import type { Span } from './plan.ts';

/**
 * A life as a CRM recorded it that no data reached for a while. Events of that time are lost for good. States (a profile, a
 * stage, a rating) are read when the feed is back, and dated then.
 */
export function loseOutage(life: Life, { from, until }: Span): Life {
  const back = until.getTime();
  const kept = (at: number) => at < from.getTime() || at >= back;
  const noted = (at: number) => (kept(at) ? at : back);
  const notedOrNull = (at: number | null) => (at === null ? null : noted(at));
  const states = <State extends { readonly from: number }>(all: readonly State[]) => [
    ...new Map(
      all.map((state) => ({ ...state, from: noted(state.from) })).map((state) => [state.from, state]),
    ).values(),
  ];

  const leadPlaces = placesOf(life.leads, ({ createdAt }) => kept(createdAt));
  const broadcastPlaces = placesOf(life.broadcasts, ({ sentAt }) => kept(sentAt));
  return {
    ...life,
    createdAt: noted(life.createdAt),
    profiles: states(life.profiles),
    leads: life.leads
      .filter(({ createdAt }) => kept(createdAt))
      .map((lead) => ({
        ...lead,
        stages: states(lead.stages),
        scoredAt: noted(lead.scoredAt),
        convertedAt: notedOrNull(lead.convertedAt),
      })),
    conversations: life.conversations
      .map(({ openedAt, closedAt, messages }) => ({
        openedAt: noted(openedAt),
        closedAt: notedOrNull(closedAt),
        messages: messages.filter(({ sentAt }) => kept(sentAt)),
      }))
      .filter(({ messages }) => messages.length > 0),
    broadcasts: life.broadcasts.filter(({ sentAt }) => kept(sentAt)),
    events: life.events
      .filter(({ at }) => kept(at))
      .map((event) => ({ ...event, broadcast: moved(event.broadcast, broadcastPlaces) })),
    purchases: life.purchases
      .filter(({ at }) => kept(at))
      .map((purchase) => ({ ...purchase, lead: moved(purchase.lead, leadPlaces) })),
    tickets: life.tickets
      .filter(({ openedAt }) => kept(openedAt))
      .map((ticket) => ({ ...ticket, states: states(ticket.states), closedAt: notedOrNull(ticket.closedAt) })),
  };
}

/** Each item's index among those that are kept; null for the lost ones. */
function placesOf<Item>(items: readonly Item[], kept: (item: Item) => boolean): (number | null)[] {
  let next = 0;
  return items.map((item) => (kept(item) ? next++ : null));
}

function moved(place: number | null, places: readonly (number | null)[]): number | null {
  return place === null ? null : places[place];
}
