/** @import { DestinationAnswer } from '../../api/contracts/destinations.ts' */
/** @import { Act, Connection } from './connection-card.js' */
import { opening, smallTable } from './connection-card.js';
import { lastly, stateOfDestination, systemName } from './connection-words.js';
import { element } from './elements.js';
import { count, when } from './wording.js';

/** @typedef {{ type: string, subject: string, last_error: string | null, parked_at: string | null, attempts: number }} ParkedEvent */
/** @typedef {{ open: Set<string>, onOpen: (key: string) => void, parked: ReadonlyMap<string, readonly ParkedEvent[] | string> }} Memory */

/** Where events or lists go. @param {DestinationAnswer} destination @param {Memory} memory @returns {Connection} */
export function destinationConnection(destination, memory) {
  const { name, state, note, waiting, parked, delivered, last_error: error, failing_since: since } = destination;
  const key = `destination/${name}`;
  const failing = error !== null && (since !== null || parked > 0);
  return {
    ...{ key, name, state: stateOfDestination(destination), about: about(destination) },
    trouble: failing
      ? {
          what: error,
          remedy:
            parked > 0
              ? 'Mend the receiver, then deliver what is parked again: every event keeps its id.'
              : 'Mend the receiver. It is tried again by itself for three days.',
          when: since === null ? null : ['Since ', when(since)],
        }
      : state === 'paused' && note !== null
        ? { what: `Paused: ${note}`, remedy: 'Resume it once it may go on. What it wants is kept.', when: null }
        : null,
    figures: [
      { label: 'Delivered in 30 days', value: delivered },
      { label: 'On their way', value: waiting },
      { label: 'Parked', value: parked, tone: 'missed' },
    ],
    acts: acts(destination),
    parts: parked === 0 ? [] : [opening(`${key}/parked`, 'What is parked', memory, parkedOf(key, memory))],
  };
}

/** @param {DestinationAnswer} destination */
function about({ kind, url, to, table, layout, last_delivered_at: last }) {
  const where = url ?? to ?? table ?? (layout === 'chatwoot' ? 'Chatwoot’s contacts' : '');
  return [
    `${systemName(kind)}${where === '' ? '' : `: ${where}`} · `,
    lastly('last delivered', last, 'nothing was delivered yet'),
  ];
}

/** @param {DestinationAnswer} destination @returns {Act[]} */
function acts({ name, state, parked }) {
  const path = `/api/v1/destinations/${encodeURIComponent(name)}`;
  return [
    ...(parked === 0
      ? []
      : [
          /** @type {Act} */ ({
            ...{ label: 'Deliver again', operation: 'replayDestination', path: `${path}/replay`, body: {}, main: true },
            said: ({ replayed }) => `${count(replayed)} ${replayed === 1 ? 'event waits' : 'events wait'} again.`,
          }),
        ]),
    { label: 'Test', operation: 'testDestination', path: `${path}/test`, body: {}, said: triedWords },
    state === 'paused'
      ? { label: 'Resume', operation: 'resumeDestination', path: `${path}/resume`, body: {}, main: true }
      : { label: 'Pause', operation: 'pauseDestination', path: `${path}/pause`, body: {} },
  ];
}

/** @param {{ state: 'delivered' | 'failed' | 'waiting', error: string | null }} tried */
function triedWords({ state, error }) {
  if (state === 'delivered') return 'The test arrived.';
  return state === 'failed' ? `The test failed: ${error}` : 'No worker has tried it within 20 seconds. Does one run?';
}

/** @param {string} key @param {Memory} memory */
function parkedOf(key, { parked, open }) {
  if (!open.has(`${key}/parked`)) return [];
  const known = parked.get(key);
  if (known === undefined) return [element('p', { class: 'soft', role: 'status' }, 'Loading')];
  if (typeof known === 'string') return [element('p', { class: 'missed', role: 'alert' }, known)];
  return [
    smallTable(
      'What is parked',
      ['Event', 'About', 'Attempts', 'Last error', 'Parked'],
      known.map(({ type, subject, attempts, last_error: error, parked_at: at }) => [
        ...[type, subject, count(attempts), error ?? '–'],
        at === null ? '–' : when(at),
      ]),
    ),
  ];
}
