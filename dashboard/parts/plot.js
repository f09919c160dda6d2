import { element } from './elements.js';
import { dateTicks, valueTicks } from './plot-scale.js';
import { svg } from './svg.js';

/**
 * A value at a moment, with its interval where it has one. `data` becomes data attributes with the exact numbers.
 * @typedef {object} Point
 * @property {number} at ms
 * @property {number} value
 * @property {number | null} low
 * @property {number | null} high
 * @property {string} words for whoever points at it
 * @property {string} series points of different series are not joined
 * @property {Readonly<Record<string, string | number>>} data
 */

/**
 * @typedef {object} Plot
 * @property {string} label what it shows, for whoever can't see it
 * @property {readonly Point[]} points oldest first
 * @property {readonly [number, number]} range of the values; what lies beyond is cut off at the edge
 * @property {readonly [number, number]} [dates] default: from the first point to the last
 * @property {readonly { value: number, text: string, tone: string }[]} lines levels to compare with
 * @property {readonly { at: number, text: string }[]} marks moments at which something happened
 * @property {readonly (readonly [number, number])[]} [gaps] stretches in which nothing was known
 * @property {(value: number) => string} write
 * @property {string} interval what the bars are; empty: there are none
 */

const height = 250;
const edge = { top: 22, right: 12, bottom: 26, left: 52 };

/** Values over dates as a picture of own width: it is drawn anew when its place changes. @param {Plot} plot */
export function datePlot(plot) {
  const place = element('div', { class: 'plot' });
  const figure = element('div', {}, legend(plot), place);
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(place.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(draw(plot, width));
  }).observe(place);
  return figure;
}

/** @param {Plot} plot */
function legend({ lines, interval, gaps = [] }) {
  const entry = (/** @type {string} */ tone, /** @type {string} */ text) =>
    element('li', {}, element('span', { class: `swatch ${tone}`, 'aria-hidden': 'true' }), text);
  return element(
    'ul',
    { class: 'legend' },
    ...(interval === '' ? [] : [entry('bar', interval)]),
    ...lines.map(({ text, tone }) => entry(tone, text)),
    ...(gaps.length === 0 ? [] : [entry('none', 'not known')]),
  );
}

/** @param {Plot} plot @param {number} width */
function draw({ label, points, range, dates, lines, marks, gaps = [], write }, width) {
  const [first, last] = dates ?? [points[0]?.at ?? 0, points.at(-1)?.at ?? 1];
  const span = last - first || 1;
  const [least, most] = range;
  const right = width - edge.right;
  const bottom = height - edge.bottom;
  const pad = 10; // so that the first and the last point don't stand on the edge
  const x = (/** @type {number} */ at) =>
    round(edge.left + pad + ((at - first) / span) * (right - edge.left - 2 * pad));
  const y = (/** @type {number} */ value) => {
    const inside = Math.min(most, Math.max(least, value));
    return round(bottom - ((inside - least) / (most - least || 1)) * (bottom - edge.top));
  };
  const wide = points.length > 60;
  return svg(
    'svg',
    { class: 'date-plot', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    ...gaps.map(([from, to]) =>
      svg('rect', {
        class: 'gap',
        x: x(from),
        y: edge.top,
        width: Math.max(2, x(to) - x(from)),
        height: bottom - edge.top,
      }),
    ),
    ...valueTicks(range, 5).flatMap((value) => [
      svg('line', { class: 'grid', x1: edge.left, x2: right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'tick value', x: edge.left - 8, y: y(value) + 4 }, write(value)),
    ]),
    ...dateTicks([first, last], Math.max(2, Math.floor((right - edge.left) / 70))).map(({ at, text }) =>
      svg('text', { class: 'tick date', x: x(at), y: height - 6 }, text),
    ),
    ...marks.flatMap(({ at, text }) => [
      svg('line', { class: 'mark', x1: x(at), x2: x(at), y1: edge.top, y2: bottom }),
      svg('text', { class: 'mark-text', x: Math.min(x(at) + 3, right - 6 * text.length), y: edge.top - 8 }, text),
    ]),
    ...lines.map(({ value, tone }) =>
      svg('line', {
        class: `level ${tone}`,
        x1: edge.left,
        x2: right,
        y1: y(value),
        y2: y(value),
        'data-level': value,
      }),
    ),
    ...[...Map.groupBy(points, ({ series }) => series).values()].map((joined) =>
      svg('polyline', { class: 'course', points: joined.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ') }),
    ),
    ...points.map(({ at, value, low, high, words, data }) =>
      svg(
        'g',
        { class: 'point', ...dataAttributes(data) },
        svg('title', {}, words),
        ...(low === null || high === null
          ? []
          : [svg('line', { class: 'interval', x1: x(at), x2: x(at), y1: y(low), y2: y(high) })]),
        svg('circle', { cx: x(at), cy: y(value), r: wide ? 2.5 : 4 }),
        svg('circle', { class: 'target', cx: x(at), cy: y(value), r: 10 }),
      ),
    ),
  );
}

/** @param {Point['data']} data */
function dataAttributes(data) {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, value]));
}

/** A tenth of a pixel is enough. @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/**
 * The same figures for whoever reads rather than looks.
 * @param {string} caption @param {readonly string[]} titles @param {readonly (readonly (string | Node)[])[]} rows
 * @param {string} [summary]
 */
export function plotTable(caption, titles, rows, summary = 'As a table') {
  return element(
    'details',
    { class: 'as-table' },
    element('summary', {}, summary),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption },
      element(
        'table',
        {},
        element('caption', { class: 'unseen' }, caption),
        element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))),
        element(
          'tbody',
          {},
          ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
        ),
      ),
    ),
  );
}
