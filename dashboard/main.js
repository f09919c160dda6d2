/** @import { Overview } from '../api/contracts/overview.ts' */
import { byId } from './elements.js';
import { findBox } from './find.js';
import { get, Refusal } from './http.js';
import { showPerson } from './person.js';
import { askToSignIn, openSession, signOut } from './session.js';
import { showStatusLine } from './status-line.js';
import { showToday } from './today.js';
import { closeWorkshop, openWorkshop } from './workshop.js';

const overviewMilliseconds = 20_000;

const app = byId('app', HTMLElement);
const view = byId('view', HTMLElement);
const problem = byId('problem', HTMLElement);
let timer = 0;
let shownPage = '';

async function start() {
  clearTimeout(timer);
  try {
    const session = await openSession();
    if (session === null) return leave();
    byId('person', HTMLElement).textContent = session.person ?? 'Administrator';
    app.hidden = false;
    shownPage = '';
    await follow();
  } catch (error) {
    report(error);
    timer = setTimeout(start, 2000);
  }
}

/** Nobody is signed in. */
function leave() {
  clearTimeout(timer);
  closeWorkshop();
  app.hidden = true;
  view.replaceChildren();
  askToSignIn(start);
}

/** Shows the page that the address names. */
async function follow() {
  clearTimeout(timer);
  const page = location.hash.slice(1) || 'today';
  const [name = '', id = ''] = page.split('/', 2);
  try {
    const overview = await refresh();
    if (page !== shownPage) {
      const first = shownPage === '';
      shownPage = page;
      const workshop = inWorkshop(name);
      for (const link of document.querySelectorAll('nav a[data-page]')) {
        const here = link.getAttribute('data-page') === (workshop ? 'workshop' : name);
        if (here) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      if (!workshop) closeWorkshop();
      view.hidden = workshop;
      if (workshop) await openWorkshop(overview.person, leave);
      else if (name === 'person') await showPerson(decodeURIComponent(id));
      else showToday(overview);
      // screen readers begin at the new page
      if (!first && !workshop) view.querySelector('h1')?.focus({ preventScroll: true });
      if (workshop && name !== 'workshop') document.getElementById(page)?.scrollIntoView({ block: 'center' });
      else if (!first) window.scrollTo(0, 0);
    }
    if (!inWorkshop(name)) problem.hidden = true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return leave();
    report(error);
  }
  timer = setTimeout(again, overviewMilliseconds);
}

/** Buttons of mails lead to parts of it: an incident, a model to roll back, the training, the data. @param {string} name */
function inWorkshop(name) {
  return /^(workshop|train|readiness)$|^(incident|rollback)-/.test(name);
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

/** @param {unknown} error */
function report(error) {
  problem.textContent = error instanceof Error ? error.message : String(error);
  problem.hidden = false;
}

findBox();
byId('sign-out', HTMLButtonElement).addEventListener('click', signOut);
window.addEventListener('hashchange', () =>
  location.hash.startsWith('#sign-in=') ? start() : app.hidden ? undefined : follow(),
);
start();
