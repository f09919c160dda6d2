/** @import { Overview } from '../api/contracts/overview.ts' */
/** @import { Opened } from './parts/page.js' */
import { showData } from './pages/data.js';
import { showModels } from './pages/models.js';
import { showPerson } from './pages/person.js';
import { showToday } from './pages/today.js';
import { showWatch } from './pages/watch.js';
import { byId } from './parts/elements.js';
import { findBox } from './parts/find.js';
import { get, Refusal } from './parts/http.js';
import { wordsOf } from './parts/page.js';
import { askToSignIn, openSession, signOut } from './parts/session.js';
import { showStatusLine } from './parts/status-line.js';

const overviewMilliseconds = 20_000;

/**
 * By what stands first in the address, as in `#person/c-12`; `tab` is the entry of the menu that a page belongs to.
 * @type {Readonly<Record<string, { show: (opened: Opened) => void | Promise<void>, tab: string }>>}
 */
const pages = {
  today: { show: showToday, tab: 'today' },
  person: { show: showPerson, tab: 'today' },
  models: { show: showModels, tab: 'models' },
  watch: { show: showWatch, tab: 'watch' },
  data: { show: showData, tab: 'data' },
};

const app = byId('app', HTMLElement);
const view = byId('view', HTMLElement);
const problem = byId('problem', HTMLElement);
let timer = 0;
let shownAddress = '';
let leaving = new AbortController();

async function start() {
  clearTimeout(timer);
  try {
    const session = await openSession();
    if (session === null) return leave();
    byId('person', HTMLElement).textContent = session.person ?? 'Administrator';
    app.hidden = false;
    shownAddress = '';
    await follow();
  } catch (error) {
    report(error);
    timer = setTimeout(start, 2000);
  }
}

/** Nobody is signed in. */
function leave() {
  clearTimeout(timer);
  leaving.abort();
  app.hidden = true;
  view.replaceChildren();
  askToSignIn(start);
}

/** Shows the page that the address names. */
async function follow() {
  clearTimeout(timer);
  const address = location.hash.slice(1) || 'today';
  try {
    const overview = await refresh();
    if (address !== shownAddress) await open(address, overview);
  } catch (error) {
    report(error);
  }
  if (!app.hidden) timer = setTimeout(again, overviewMilliseconds);
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
  const told = (/** @type {unknown} */ error) => (signal.aborted ? undefined : report(error));
  await page?.show({ place: view, id, overview, leaving: signal, report: told });
  if (first) return;
  view.querySelector('h1')?.focus({ preventScroll: true }); // screen readers begin at the new page
  window.scrollTo(0, 0);
}

/** Mails link to `#incident-12`, `#rollback-churn`, `#train` and `#readiness`. @param {string} address */
function partsOf(address) {
  const [, linked = '', named = ''] = /^(incident|rollback|train|readiness)-?(\w*)$/.exec(address) ?? [];
  const page = { incident: 'watch', rollback: 'models', train: 'models', readiness: 'data' }[linked];
  if (page !== undefined) return { name: page, id: named };
  const [name = '', ...rest] = address.split('/');
  return { name, id: decodeURIComponent(rest.join('/')) };
}

/** The line at the top follows what happens; the page under it stays, as somebody may be reading it. */
async function again() {
  try {
    await refresh();
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return leave();
  }
  timer = setTimeout(again, overviewMilliseconds);
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

findBox();
byId('sign-out', HTMLButtonElement).addEventListener('click', signOut);
window.addEventListener('hashchange', () =>
  location.hash.startsWith('#sign-in=') ? start() : app.hidden ? undefined : follow(),
);
start();
