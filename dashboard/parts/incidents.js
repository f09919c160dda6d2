/** @import { Incident, Incidents } from '../../api/contracts/incidents.ts' */
import { element, panel } from './elements.js';
import { courseOf, incidentPill, incidentTitle, isOver, mayBeAcknowledged } from './incident-words.js';
import { may } from './may.js';

/**
 * What is wrong, the worst first; what is over can be opened.
 * @param {HTMLElement} place @param {(id: number) => void} acknowledge
 * @returns {(answer: Incidents) => void}
 */
export function incidentsPanel(place, acknowledge) {
  return panel(place, (/** @type {Incidents} */ { incidents }) => {
    const open = incidents.filter((incident) => !isOver(incident)).sort((a, b) => urgency(a) - urgency(b));
    const over = incidents.filter(isOver);
    return [
      element('p', { class: 'lead' }, ...verdict(open)),
      ...(open.length === 0 ? [] : [list(open)]),
      ...(over.length === 0
        ? []
        : [element('details', {}, element('summary', {}, `What is over (${over.length})`), list(over))]),
    ];
  });

  /** @param {readonly Incident[]} incidents */
  function list(incidents) {
    return element('ul', { class: 'incidents' }, ...incidents.map(entry));
  }

  /** @param {Incident} incident */
  function entry(incident) {
    const { id, detail, answer } = incident;
    const actions = [element('a', { class: 'button small plain', href: `#incident-${id}` }, 'Look at it')];
    if (mayBeAcknowledged(incident) && may('acknowledgeIncident')) {
      const button = element('button', { type: 'button', class: 'small' }, 'Acknowledge');
      button.addEventListener('click', () => acknowledge(id));
      actions.push(button);
    }
    return element(
      'li',
      { 'data-incident': String(id) },
      element(
        'div',
        { class: 'heading' },
        element(
          'h3',
          {},
          element('a', { href: `#incident-${id}` }, incidentTitle(incident)),
          ' ',
          incidentPill(incident),
        ),
        element('span', { class: 'actions' }, ...actions),
      ),
      ...[detail, answer].filter(Boolean).map((text) => element('p', {}, text)),
      element('p', { class: 'soft' }, ...courseOf(incident)),
    );
  }
}

const order = ['firing', 'recovering', 'acknowledged', 'pending'];

/** @param {Incident} incident */
function urgency({ state }) {
  return order.indexOf(state);
}

/** @param {readonly Incident[]} open */
function verdict(open) {
  const firing = open.filter(({ state }) => state === 'firing');
  const looked = open.filter(({ state }) => state === 'acknowledged' || state === 'recovering');
  if (firing.length > 0)
    return [
      element(
        'strong',
        { class: 'missed' },
        firing.length === 1 ? 'One thing needs you.' : `${firing.length} things need you.`,
      ),
    ];
  if (looked.length > 0) return ['Nothing new: what is open is looked after or recovering.'];
  return [
    element('strong', { class: 'met' }, 'Nothing is wrong.'),
    open.length === 0 ? '' : ' What is below is watched, and no reason to act yet.',
  ];
}
