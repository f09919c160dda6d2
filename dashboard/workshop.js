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
import { trainingPanel } from './training.js';

const statusMilliseconds = 2000;
/** The rest changes when a model is done, or when somebody imports data or trains from the command line. */
const restMilliseconds = 20_000;

const problem = byId('problem', HTMLElement);
const panels = byId('workshop', HTMLElement);

let person = 'dashboard';
const showStatus = trainingPanel();
const { showModels, showIncidents } = modelsPanel((model) => {
  progressMark = '';
  act(() => post(`/api/v1/models/${model}/rollback`, { actor: person, reason: 'rolled back on the dashboard' }));
});
const showIncidentList = incidentsPanel((id) => {
  progressMark = '';
  act(() => post(`/api/v1/incidents/${id}/acknowledge`, { actor: person }));
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

let open = false;
let timer = 0;
let restDueAt = 0;
let progressMark = '';
/** Why the last press of a button was refused: stays until the next press. */
let pressRefused = '';
/** @type {() => void} */
let onSignedOut = () => {};

/** Shows how training and schedules stand, every two seconds. @param {string | null} who @param {() => void} signedOut */
export function openWorkshop(who, signedOut) {
  person = who ?? 'dashboard';
  onSignedOut = signedOut;
  open = true;
  pressRefused = '';
  progressMark = '';
  return refresh();
}

export function closeWorkshop() {
  open = false;
  clearTimeout(timer);
  panels.hidden = true;
}

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
    panels.hidden = !open;
    report(pressRefused);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) return onSignedOut();
    report(wordsOf(error));
  }
  clearTimeout(timer);
  if (open) timer = setTimeout(refresh, statusMilliseconds);
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} text empty: all is well */
function report(text) {
  if (!open) return;
  if (problem.textContent !== text) problem.textContent = text;
  problem.hidden = text === '';
}

/** @param {() => Promise<unknown>} press */
async function act(press) {
  pressRefused = await press().then(() => '', wordsOf);
  await refresh();
}

byId('train', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  act(() => post('/api/v1/training/start', { model: byId('train-model', HTMLSelectElement).value }));
});
byId('train-cancel', HTMLButtonElement).addEventListener('click', () => act(() => post('/api/v1/training/stop', {})));
