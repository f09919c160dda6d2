/** @import { Event } from '../../api/contracts/events.ts' */

/** @typedef {Event['topic']} Topic */

/** @type {readonly Topic[]} */
const topics = ['training', 'run', 'predictions', 'deployment', 'incident', 'experiment', 'look', 'import', 'missed'];
/** ms until a stream that the server refused is asked for again. */
const patience = 5_000;

/** @type {Set<{ topics: ReadonlySet<Topic>, heard: (event: Event) => void }>} */
const listeners = new Set();
/** @type {EventSource | null} */
let source = null;
let lastId = '';
let wanted = false;
let timer = 0;

/**
 * Follows what happens on the server, in one stream for all of this page. A page that nobody sees gives its connection back: browsers
 * allow few of them per server, for all tabs together.
 */
export function followEvents() {
  wanted = true;
  connect();
}

export function endEvents() {
  wanted = false;
  disconnect();
}

/** Whether events arrive: whoever asks in intervals may then take longer ones. */
export function following() {
  return source?.readyState === EventSource.OPEN;
}

/**
 * Hears of these topics for as long as a page is shown, and of everything that may have been missed.
 * @param {readonly Topic[]} wantedTopics
 * @param {AbortSignal} leaving
 * @param {(event: Event) => void} heard
 */
export function onEvents(wantedTopics, leaving, heard) {
  const listener = { topics: new Set([...wantedTopics, /** @type {Topic} */ ('missed')]), heard };
  listeners.add(listener);
  leaving.addEventListener('abort', () => listeners.delete(listener), { once: true });
}

function connect() {
  clearTimeout(timer);
  if (!wanted || source !== null || document.visibilityState === 'hidden') return;
  const opened = new EventSource(`/api/v1/events${lastId === '' ? '' : `?after=${lastId}`}`);
  source = opened;
  for (const topic of topics) {
    opened.addEventListener(topic, (message) => {
      if (message.lastEventId !== '') lastId = message.lastEventId;
      tell(JSON.parse(message.data));
    });
  }
  opened.onerror = () => {
    // browsers connect again by themselves, but not after a refusal
    if (opened.readyState !== EventSource.CLOSED) return;
    disconnect();
    timer = setTimeout(connect, patience);
  };
}

function disconnect() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

/** @param {Event} event */
function tell(event) {
  for (const listener of listeners) {
    if (listener.topics.has(event.topic)) listener.heard(event);
  }
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') disconnect();
  else connect();
});
