import type { DeliveryState, Hook } from '../../../domain/hooks.ts';
import type { SecretReference } from '../../../domain/secret-reference.ts';
import type { InboxCount, ListedDelivery } from '../../../store/hooks/inbox.ts';
import { absent, formatCount, formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function addedLines(hook: Hook, address: string, missing: readonly string[]): string[] {
  return [
    `OK ${hook.name} may post to ${address}`,
    '   From outside it needs https: let a proxy pass on /hooks/ (docs/connect.md).',
    ...missing.map((each) => `   Not readable here: ${each}`),
  ];
}

/** Nothing where there are none. */
export function hookLines(hooks: readonly Hook[], counts: readonly InboxCount[], width: number | null): string[] {
  if (hooks.length === 0) return [];
  const of = ({ name }: Hook) => counts.filter(({ source }) => source === name);
  const count = (hook: Hook, state: DeliveryState) =>
    of(hook)
      .filter((each) => each.state === state)
      .reduce((sum, each) => sum + each.count, 0);
  const last = (hook: Hook) => Math.max(...of(hook).map(({ lastReceivedAt }) => lastReceivedAt.getTime()));
  const columns: Column<Hook>[] = [
    { title: 'Webhook', cell: ({ name }) => name },
    { title: 'Kind', cell: ({ kind }) => kind },
    { title: 'Last', cell: (hook) => (of(hook).length === 0 ? absent : formatMoment(new Date(last(hook)))) },
    { title: 'Taken', cell: (hook) => formatCount(count(hook, 'taken')), right: true },
    { title: 'No rows', cell: (hook) => formatCount(count(hook, 'unused')), right: true, optional: 2 },
    {
      title: 'Waiting',
      cell: (hook) => `${formatCount(count(hook, 'waiting'))}${hook.paused ? ' paused' : ''}`,
      right: true,
    },
    { title: 'Unknown', cell: (hook) => formatCount(count(hook, 'unknown')), right: true },
    { title: 'Failed', cell: (hook) => formatCount(count(hook, 'failed')), right: true },
    { title: 'Secret', cell: ({ secret }) => placeOf(secret), optional: 1 },
  ];
  return [...tableLines(hooks, columns, '', width), ...unknownLines(counts), ...failedLines(hooks, counts)];
}

function unknownLines(counts: readonly InboxCount[]): string[] {
  const unknown = counts.filter(({ state }) => state === 'unknown');
  if (unknown.length === 0) return [];
  const named = unknown.map(({ source, event, count }) => `${formatCount(count)} ${event ?? 'nameless'} of ${source}`);
  return ['', `Unknown events are kept and say nothing to the models: ${named.join(', ')}.`];
}

function failedLines(hooks: readonly Hook[], counts: readonly InboxCount[]): string[] {
  const failing = hooks.filter(({ name }) => counts.some(({ source, state }) => source === name && state === 'failed'));
  return failing.map(({ name }) => `Why deliveries failed: npx perennial source deliveries ${name}`);
}

function placeOf(reference: SecretReference): string {
  return 'env' in reference ? reference.env : reference.file;
}

export function deliveryLines(
  deliveries: readonly ListedDelivery[],
  states: readonly DeliveryState[],
  width: number | null,
): string[] {
  if (deliveries.length === 0) return [`No delivery is ${states.join(' or ')}.`];
  const columns: Column<ListedDelivery>[] = [
    { title: 'Number', cell: ({ id }) => String(id), right: true },
    { title: 'Came', cell: ({ receivedAt }) => formatMoment(receivedAt) },
    { title: 'State', cell: ({ state }) => state },
    { title: 'Event', cell: ({ event }) => event ?? absent, folds: true },
    { title: 'Rows', cell: ({ rowCount }) => formatCount(rowCount), right: true, optional: 1 },
    { title: 'Why', cell: ({ error }) => (error === null ? absent : `${error.message} ${error.remedy}`), folds: true },
  ];
  return tableLines(deliveries, columns, '', width);
}

export function replayedLines(name: string, count: number): string[] {
  if (count === 0) return [`Nothing of ${name} is there to be read again.`];
  return [`OK ${plural(count, 'delivery', 'deliveries')} of ${name} will be read again.`];
}

export function pausedLines({ name, paused }: Hook): string[] {
  return [paused ? `OK ${name} is paused: what it sends is stored, and waits.` : `OK ${name} goes on.`];
}

export function removedLines({ name }: Hook): string[] {
  return [`OK Removed ${name}. Its posts are refused from now on.`];
}
