/** @import { Event } from '../api/contracts/events.ts' */
/** @import { Overview } from '../api/contracts/overview.ts' */
/** @import { Opened } from './parts/page.js' */
import { showToday } from './pages/today.js';
import { byId } from './parts/elements.js';
import { endEvents, followEvents, following, onEvents } from './parts/events.js';
import { findBox } from './parts/find.js';
import { get, Refusal } from './parts/http.js';
import { setSession } from './parts/may.js';
import { createPace } from './parts/pace.js';
import { wordsOf } from './parts/page.js';
import { askToSignIn, openSession, signOut } from './parts/session.js';
import { showStatusLine } from './parts/status-line.js';

/** Between two looks at how things stand: events tell sooner, and where none arrive it is looked at more often. */
const overviewMilliseconds = { told: 60_000, alone: 20_000 };
/** After an event, so that several that come together count as one; the percent of a training may be some seconds old. */
const soon = 300;
const later = 4_000;

/** @typedef {(opened: Opened) => void | Promise<void>} Show */

/** A page that is read when it is first shown, so that the home page comes with itself alone. @param {() => Promise<Show>} read @returns {Show} */
function onDemand(read) {
  return async (opened) => {
    const show = await read().catch(() => {
      throw new Error('This page could not be read. Is Perennial running? Load it again to try.');
    });
    if (!opened.leaving.aborted) await show(opened);
  };
}

/**
 * By what stands first in the address, as in `#person/c-12`; `tab` is the entry of the menu that a page belongs to.
 * @type {Readonly<Record<string, { show: Show, tab: string }>>}
 */
const pages = {
  today: { show: showToday, tab: 'today' },
  person: { show: onDemand(async () => (await import('./pages/person.js')).showPerson), tab: 'today' },
  models: { show: onDemand(async () => (await import('./pages/models.js')).showModels), tab: 'models' },
  run: { show: onDemand(async () => (await import('./pages/run.js')).showRun), tab: 'models' },
  experiments: {
    show: onDemand(async () => (await import('./pages/experiments.js')).showExperiments),
    tab: 'experiments',
  },
  watch: { show: onDemand(async () => (await import('./pages/watch.js')).showWatch), tab: 'watch' },
  incident: { show: onDemand(async () => (await import('./pages/incident.js')).showIncident), tab: 'watch' },
  connections: {
    show: onDemand(async () => (await import('./pages/connections.js')).showConnections),
    tab: 'data',
  },
  data: { show: onDemand(async () => (await import('./pages/data.js')).showData), tab: 'data' },
};

const app = byId('app', HTMLElement);
const view = byId('view', HTMLElement);
const problem = byId('problem', HTMLElement);
let retry = 0;
const pace = createPace(again, () => (following() ? overviewMilliseconds.told : overviewMilliseconds.alone));
/** How the training stood when an event last told of it. */
let training = '';
let shownAddress = '';
let leaving = new AbortController();

async function start() {
  clearTimeout(retry);
  try {
    const session = await openSession();
    if (session === null) return leave();
    setSession(session);
    byId('person', HTMLElement).textContent = `${session.person ?? 'Administrator'} · ${session.role}`;
    app.hidden = false;
    shownAddress = '';
    followEvents();
    await follow();
  } catch (error) {
    report(error);
    retry = setTimeout(start, 2000);
  }
}

/** Nobody is signed in. */
function leave() {
  pace.stop();
  endEvents();
  leaving.abort();
  app.hidden = true;
  view.replaceChildren();
  askToSignIn(start);
}

/** Shows the page that the address names. */
async function follow() {
  try {
    await openNamed(await refresh());
  } catch (error) {
    report(error);
  }
  if (!app.hidden) pace.goOn();
}

/** @param {Overview} overview */
async function openNamed(overview) {
  const address = location.hash.slice(1) || 'today';
  if (address !== shownAddress) await open(address, overview);
}

/** @param {string} address @param {Overview} overview */
async function open(address, overview) {
  const first = shownAddress === '';
  shownAddress = address;
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { name, id } = partsOf(address);
  const page = pages[name] ?? pages.today;
  for (const link of document.querySelectorAll('nav a[data-page]')) {
    if (link.getAttribute('data-page') === page?.tab) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  report(null);
  view.removeAttribute('class');
  const heard = (/** @type {unknown} */ error) => (signal.aborted ? undefined : report(error));
  await page?.show({ place: view, id, overview, leaving: signal, report: heard });
  if (first) return;
  // screen readers begin at the new page, unless somebody already looks for another
  if (document.activeElement?.id !== 'find') view.querySelector('h1')?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Addresses that mails have, as in `#incident-12`, and what they mean. @type {readonly (readonly [RegExp, string])[]} */
const inMails = [
  [/^incident-(\d+)$/, 'incident/$1'],
  [/^rollback-(\w+)$/, 'models/$1/rollback'],
  [/^train$/, 'models'],
  [/^readiness$/, 'data'],
];

/** @param {string} address */
function partsOf(address) {
  const linked = inMails.find(([form]) => form.test(address));
  const path = linked === undefined ? address : address.replace(...linked);
  const [name = '', ...rest] = path.split('/');
  return { name, id: decodeURIComponent(rest.join('/')) };
}

/** The line at the top follows what happens; the page under it stays, as somebody may be reading it. */
async function again() {
  try {
    const overview = await refresh();
    // nothing could be read before
    if (shownAddress === '') await openNamed(overview);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) leave();
  }
  return !app.hidden;
}

/** @returns {Promise<Overview>} */
async function refresh() {
  /** @type {Overview} */
  const overview = await get('/api/v1/overview');
  showStatusLine(overview.status);
  return overview;
}

/** @param {unknown} error null: all is well */
function report(error) {
  if (error instanceof Refusal && error.status === 401) return leave();
  const words = error === null ? '' : wordsOf(error);
  // setting the same text again would make screen readers repeat it
  if (problem.textContent !== words) problem.textContent = words;
  problem.hidden = words === '';
}

/** @type {readonly Event['topic'][]} */
const shownInLine = ['run', 'predictions', 'deployment', 'incident', 'experiment', 'import'];
const always = new AbortController().signal;
onEvents(shownInLine, always, () => pace.lookWithin(soon));
onEvents(['training'], always, (event) => {
  if (event.topic !== 'training') return;
  pace.lookWithin(event.status.status === training ? later : soon);
  training = event.status.status;
});
findBox();
// an address of its own would be that of a page
byId('skip', HTMLElement).addEventListener('click', (event) => {
  event.preventDefault();
  view.focus();
});
byId('sign-out', HTMLButtonElement).addEventListener('click', signOut);
window.addEventListener('hashchange', () =>
  location.hash.startsWith('#sign-in=') ? start() : app.hidden ? undefined : follow(),
);
start();
