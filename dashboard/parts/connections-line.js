/** @import { PresentedSource } from '../../api/contracts/sources.ts' */
/** @import { PresentedWebhook } from '../../api/contracts/webhooks.ts' */
/** @import { DestinationAnswer } from '../../api/contracts/destinations.ts' */
import { listed, stateOfDestination, stateOfSource, stateOfWebhook } from './connection-words.js';
import { element, panel } from './elements.js';

/** @typedef {{ sources: PresentedSource[], webhooks: PresentedWebhook[], destinations: DestinationAnswer[] }} Connections */

/** How many ways in and out there are, and which don't flow. @param {HTMLElement} place @returns {(all: Connections) => void} */
export function connectionsLine(place) {
  return panel(place, ({ sources, webhooks, destinations }) => {
    const failing = [
      ...sources.filter((one) => stateOfSource(one).tone === 'bad'),
      ...webhooks.filter((one) => stateOfWebhook(one).tone === 'bad'),
      ...destinations.filter((one) => stateOfDestination(one).tone === 'bad'),
    ].map(({ name }) => name);
    const counts = [
      countOf(sources.length, 'source is read', 'sources are read'),
      countOf(webhooks.length, 'webhook posts', 'webhooks post'),
      countOf(destinations.length, 'destination is told', 'destinations are told'),
    ].filter((words) => words !== '');
    const none = counts.length === 0;
    const words = none
      ? 'Nothing yet: a database, a folder of exports or webhooks keep the models fresh without anybody importing.'
      : `${listed(counts)}.`;
    return [
      element(
        'p',
        {},
        words,
        ...(failing.length === 0
          ? []
          : [
              ' ',
              element(
                'strong',
                { class: 'missed' },
                `${listed(failing)} ${failing.length === 1 ? 'needs' : 'need'} you.`,
              ),
            ]),
      ),
      element(
        'div',
        { class: 'actions' },
        element('a', { class: 'button plain', href: '#connections' }, none ? 'See how' : 'Look at them'),
      ),
    ];
  });
}

/** @param {number} count @param {string} one @param {string} many */
function countOf(count, one, many) {
  return count === 0 ? '' : count === 1 ? `One ${one}` : `${count} ${many}`;
}
