/** @import { ReplyChances } from '../../api/contracts/people.ts' */
import { element } from './elements.js';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const shades = 5;

/** The chance of a reply for each hour of the week, as a table whose cells are shaded. @param {ReplyChances} answer */
export function heatMap({ slots, best, time_zone: zone, time_zone_of: of, opted_in: optedIn }) {
  const chances = new Map(slots.map(({ day, hour, chance }) => [`${day} ${hour}`, chance]));
  const values = slots.map(({ chance }) => chance);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const shade = (/** @type {number} */ chance) =>
    Math.min(shades - 1, Math.floor(((chance - least) / (most - least || 1)) * shades));
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const place =
    of === 'contact' ? `their time zone, ${zone}` : `the business's time zone, ${zone}: theirs is not known`;
  const head = element(
    'tr',
    {},
    element('td', {}),
    ...hours.map((hour) =>
      element('th', { scope: 'col' }, element('span', hour % 3 === 0 ? {} : { class: 'unseen' }, String(hour))),
    ),
  );
  const rows = days.map((day) =>
    element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        element('span', { 'aria-hidden': 'true' }, day.slice(0, 3)),
        element('span', { class: 'unseen' }, day),
      ),
      ...hours.map((hour) => cell(day, hour)),
    ),
  );
  return element(
    'div',
    {},
    ...(optedIn ? [] : [element('p', { class: 'missed' }, 'They opted out: do not write, whatever the chance.')]),
    ...(best === null
      ? []
      : [
          element(
            'p',
            { class: 'best' },
            `Best: ${best.day} ${String(best.hour).padStart(2, '0')}:00`,
            element('span', { class: 'soft' }, ` · ${percent(best.chance)} answer · ${place}`),
          ),
        ]),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Chance of a reply by day and hour' },
      element(
        'table',
        { class: 'heat' },
        element('caption', { class: 'unseen' }, `Chance of a reply, in ${place}`),
        element('thead', {}, head),
        element('tbody', {}, ...rows),
      ),
    ),
    element(
      'p',
      { class: 'soft' },
      `From ${percent(least)} (faint) to ${percent(most)} (full colour). Nobody is advised to write at night, so there are no figures for it.`,
    ),
  );

  /** @param {string} day @param {number} hour */
  function cell(day, hour) {
    const chance = chances.get(`${day} ${hour}`);
    if (chance === undefined) return element('td', { class: 'night' });
    const isBest = best !== null && best.day === day && best.hour === hour;
    const words = `${day} ${hour}:00: ${percent(chance)}`;
    return element(
      'td',
      { class: `shade-${shade(chance)}${isBest ? ' chosen' : ''}`, title: words, 'data-chance': String(chance) },
      element('span', { class: 'unseen' }, percent(chance)),
    );
  }
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(share * 100)}%`;
}
