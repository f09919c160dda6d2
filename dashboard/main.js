/** @import { Incidents } from '../api/contracts/incidents.ts' */
/** @import { TrainingStatus } from '../api/contracts/training.ts' */
import { dataPanel } from './data.js';
import { byId } from './elements.js';
import { get, post, Refusal } from './http.js';
import { incidentsPanel } from './incidents.js';
import { mailboxPanel } from './mailbox.js';
import { modelsPanel } from './models.js';
import { readinessPanel } from './readiness.js';
import { runsPanel } from './runs.js';
import { schedulesPanel } from './schedules.js';
import { forgetToken, keepToken, readToken, takeTokenFromAddress } from './token.js';
import { trainingPanel } from './training.js';

const statusMilliseconds = 2000;
/** The rest changes when a model is done, or when somebody imports data or trains from the command line. */
const restMilliseconds = 20_000;

const problem = byId('problem', HTMLElement);
const signIn = byId('sign-in', HTMLElement);
const panels = byId('panels', HTMLElement);
const forget = byId('forget', HTMLButtonElement);
const tokenField = byId('token', HTMLInputElement);

const showStatus = trainingPanel();
const { showModels, showIncidents } = modelsPanel((model) => {
  progressMark = '';
  act(() => post(`/api/v1/models/${model}/rollback`, { actor: 'dashboard', reason: 'rolled back on the dashboard' }));
});
const showIncidentList = incidentsPanel((id) => {
  progressMark = '';
  act(() => post(`/api/v1/incidents/${id}/acknowledge`, { actor: 'dashboard' }));
});
const rest = [
  { path: '/api/v1/training/models', show: showModels },
  { path: '/api/v1/training/history?limit=10', show: runsPanel() },
  { path: '/api/v1/data', show: dataPanel() },
  {
    path: '/api/v1/incidents',
    /** @param {Incidents} answer */
    show(answer) {
      showIncidentList(answer);
      showIncidents(answer);
    },
  },
  { path: '/api/v1/schedules', show: schedulesPanel() },
  { path: '/api/v1/mails', show: mailboxPanel() },
];

/** It costs a thread of the server a second, so it is asked for when the page opens and when a training begins or ends. */
const showReadiness = readinessPanel();

let timer = 0;
let restDueAt = 0;
let progressMark = '';
/** Why the last press of a button was refused: stays until the next press. */
let pressRefused = '';

async function refresh() {
  clearTimeout(timer);
  try {
    /** @type {TrainingStatus} */
    const status = await get('/api/v1/training/status');
    showStatus(status);
    const mark = JSON.stringify([status.retrain_id, status.status, status.models.map((model) => model.state)]);
    if (mark !== progressMark || Date.now() > restDueAt) {
      await Promise.all(rest.map(async ({ path, show }) => show(await get(path))));
      // not awaited: the rest of the page doesn't wait for it
      if (mark !== progressMark) get('/api/v1/data/readiness').then(showReadiness, (error) => report(wordsOf(error)));
      progressMark = mark;
      restDueAt = Date.now() + restMilliseconds;
    }
    panels.hidden = false;
    report(pressRefused);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      // the API's own words are meant for programmers
      report('This token is not valid.');
      return askForToken();
    }
    report(wordsOf(error));
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, statusMilliseconds);
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} text empty: all is well */
function report(text) {
  if (problem.textContent !== text) problem.textContent = text;
  problem.hidden = text === '';
}

function askForToken() {
  clearTimeout(timer);
  forgetToken();
  panels.hidden = true;
  forget.hidden = true;
  signIn.hidden = false;
  tokenField.focus();
}

function open() {
  signIn.hidden = true;
  forget.hidden = false;
  pressRefused = '';
  progressMark = '';
  return refresh();
}

/** @param {() => Promise<unknown>} press */
async function act(press) {
  pressRefused = await press().then(() => '', wordsOf);
  await refresh();
}

signIn.addEventListener('submit', (event) => {
  event.preventDefault();
  keepToken(tokenField.value);
  tokenField.value = '';
  open();
});
forget.addEventListener('click', () => {
  report('');
  askForToken();
});
byId('train', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  act(() => post('/api/v1/training/start', { model: byId('train-model', HTMLSelectElement).value }));
});
byId('train-cancel', HTMLButtonElement).addEventListener('click', () => act(() => post('/api/v1/training/stop', {})));

takeTokenFromAddress();
window.addEventListener('hashchange', () => {
  takeTokenFromAddress();
  if (readToken() !== null) open();
});
if (readToken() === null) askForToken();
else open();
