/** @import { Incident, Incidents } from '../../api/contracts/incidents.ts' */
import { element, panel, pill } from './elements.js';
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
 * Opens the incident that a mail's button names once, as soon as it is listed.
 * @param {HTMLElement} place
 * @param {string} named its id, or empty
 * @param {(id: number) => void} acknowledge
 * @returns {(answer: Incidents) => void}
 */
export function incidentsPanel(place, named, acknowledge) {
  const draw = panel(place, ({ incidents }) =>
    incidents.length === 0
      ? [element('p', { class: 'soft' }, 'No incidents.')]
      : incidents.map((/** @type {Incident} */ incident) => entry(incident, acknowledge)),
  );
  let opened = false;
  return (answer) => {
    draw(answer);
    const details = document.getElementById(`incident-${named}`);
    if (opened || !(details instanceof HTMLDetailsElement)) return;
    opened = true;
    details.open = true;
    details.scrollIntoView({ block: 'center' });
  };
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
