/** @import { Incident, Incidents } from '../api/contracts/incidents.ts' */
import { byId, element, panel, pill } from './elements.js';
import { modelTitles, when } from './wording.js';

/** @type {Record<Incident['state'], { text: string, tone: 'good' | 'bad' | 'warn' | '' }>} */
const states = {
  pending: { text: 'Pending', tone: '' },
  firing: { text: 'Firing', tone: 'bad' },
  acknowledged: { text: 'Acknowledged', tone: 'warn' },
  recovering: { text: 'Recovering', tone: 'warn' },
  resolved: { text: 'Resolved', tone: 'good' },
  superseded: { text: 'Superseded', tone: '' },
};

/**
 * Opens the incident that a mail's button names (`#incident-12`) once, as soon as it is listed.
 * @param {(id: number) => void} acknowledge
 * @returns {(answer: Incidents) => void}
 */
export function incidentsPanel(acknowledge) {
  const draw = panel(byId('incidents', HTMLElement), ({ incidents }) =>
    incidents.length === 0
      ? [element('p', { class: 'soft' }, 'No incidents.')]
      : incidents.map((/** @type {Incident} */ incident) => entry(incident, acknowledge)),
  );
  return (answer) => {
    draw(answer);
    showNamed();
  };
}

let shown = '';

function showNamed() {
  if (location.hash === shown || !/^#incident-\d+$/.test(location.hash)) return;
  const named = document.getElementById(location.hash.slice(1));
  if (!(named instanceof HTMLDetailsElement)) return;
  shown = location.hash;
  named.open = true;
  named.scrollIntoView({ block: 'center' });
}

/** @param {Incident} incident @param {(id: number) => void} acknowledge */
function entry(incident, acknowledge) {
  const { id, model, rule, title, state, figures, detail, answer, source, version } = incident;
  const about = version === null ? source : `${source}, about ${version}`;
  const { text: standing, tone } =
    rule === 'below_target' && state === 'pending' ? /** @type {const} */ ({ text: 'Note', tone: '' }) : states[state];
  const details = element(
    'details',
    { id: `incident-${id}` },
    element('summary', {}, `${model === null ? 'The pipeline' : modelTitles[model]}: ${title} `, pill(standing, tone)),
    ...(figures.length === 0 ? [incident] : figures).map((figure) =>
      element('p', {}, `${wordFigure(figure)} From ${about}.`),
    ),
    ...[detail, answer].filter(Boolean).map((text) => element('p', {}, text)),
    element('p', { class: 'soft' }, 'Since ', when(incident.opened_at), ...ending(incident)),
  );
  if (state === 'firing') {
    const button = element('button', { type: 'button' }, 'Acknowledge');
    button.addEventListener('click', () => acknowledge(id));
    details.append(button);
  }
  return details;
}

/** @param {Pick<Incident, 'title' | 'value' | 'limit' | 'samples' | 'window_days'>} figure */
function wordFigure({ title, value, limit, samples, window_days: days }) {
  const found = samples === null ? '' : `, ${samples} samples${days === null ? '' : ` of ${days} days`}`;
  return `${title}: last ${value === null ? 'undefined' : value.toFixed(2)}, limit ${limit.toFixed(2)}${found}.`;
}

/** @param {Incident} incident */
function ending({ resolved_at, acknowledged_by }) {
  return [
    ...(acknowledged_by === null ? [] : [`, acknowledged by ${acknowledged_by}`]),
    ...(resolved_at === null ? [] : [', over since ', when(resolved_at)]),
  ];
}
