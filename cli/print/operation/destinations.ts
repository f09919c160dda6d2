import { outgoingEventTypes } from '../../../domain/destinations/events.ts';
import type { Delivery } from '../../../store/destinations/deliveries.ts';
import type { DestinationStatus } from '../../../store/destinations/destinations.ts';
import { absent, formatCount, formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function destinationLines(destinations: readonly DestinationStatus[], width: number | null = null): string[] {
  if (destinations.length === 0) return ['No destinations. Add one: npx perennial destination add --help'];
  const columns: Column<DestinationStatus>[] = [
    { title: 'Destination', cell: ({ name }) => name },
    { title: 'Kind', cell: ({ kind }) => kind },
    { title: 'State', cell: stateOf },
    { title: 'Waiting', cell: ({ waiting }) => formatCount(waiting), right: true },
    { title: 'Parked', cell: ({ parked }) => formatCount(parked), right: true },
    { title: 'Delivered', cell: ({ delivered }) => formatCount(delivered), right: true, optional: 2 },
    { title: 'Last', cell: ({ lastDeliveredAt }) => formatMoment(lastDeliveredAt), optional: 1 },
    { title: 'Where', cell: placeOf, folds: true },
    { title: 'Events', cell: eventsOf, folds: true },
  ];
  const table = tableLines(destinations, columns, '', width);
  const errors = destinations.flatMap(({ name, lastError, note }) =>
    [note, lastError].flatMap((words) => (words === null ? [] : [`${name}: ${words}`])),
  );
  return errors.length === 0 ? table : [...table, '', ...errors];
}

function stateOf({ state, failingSince }: DestinationStatus): string {
  if (state === 'paused' || failingSince === null) return state;
  return `failing since ${formatMoment(failingSince)}`;
}

/** By reference, where it is one: nobody needs the URL of a database on the screen. */
function placeOf({ settings: { url, urlFrom, table, layout, to } }: DestinationStatus): string {
  const place = to ?? url ?? (urlFrom === undefined ? absent : 'env' in urlFrom ? `$${urlFrom.env}` : urlFrom.file);
  return layout === undefined ? place : `${place}, ${table ?? layout}`;
}

function eventsOf({ events, scoreChange }: DestinationStatus): string {
  if (events.length === outgoingEventTypes.length) return `all; score.changed from ${scoreChange} points`;
  return events.map((event) => (event === 'score.changed' ? `${event} (${scoreChange} points)` : event)).join(', ');
}

export function parkedLines(name: string, parked: readonly Delivery[], width: number | null = null): string[] {
  if (parked.length === 0) return ['', 'Nothing is parked.'];
  const columns: Column<Delivery>[] = [
    { title: 'Event', cell: ({ id }) => id },
    { title: 'Type', cell: ({ type }) => type },
    { title: 'About', cell: ({ subject, sequence }) => `${subject} #${sequence}` },
    { title: 'Parked', cell: ({ endedAt }) => formatMoment(endedAt) },
    { title: 'Tried', cell: ({ attempts }) => formatCount(attempts), right: true, optional: 1 },
    { title: 'Why', cell: ({ lastError }) => lastError ?? absent, folds: true },
  ];
  return [
    '',
    'Parked, the latest first:',
    ...tableLines(parked, columns, '', width),
    '',
    `Once it is mended: npx perennial destination replay ${name}`,
  ];
}

export function addedLines({ name, events }: DestinationStatus): string[] {
  return [
    `OK ${name} is told of ${events.join(', ')} from now on.`,
    `   Try it: npx perennial destination test ${name}`,
  ];
}

export function triedLines(name: string): string[] {
  return [`OK ${name} took the test.`];
}

export function stateLines({ name, state, waiting }: DestinationStatus): string[] {
  return state === 'paused'
    ? [`OK ${name} is paused. What it wants is kept: npx perennial destination resume ${name}`]
    : [`OK ${name} is delivered to again, ${plural(waiting, 'event')} first.`];
}

export function replayedLines(name: string, replayed: number): string[] {
  return replayed === 0
    ? [`Nothing is parked for ${name}.`]
    : [`OK ${plural(replayed, 'event')} for ${name} on the way again.`];
}

export function removedLines({ name, waiting, parked }: DestinationStatus): string[] {
  const left = waiting + parked;
  return [`OK ${name} is removed${left === 0 ? '' : `, and ${plural(left, 'event')} with it`}.`];
}
