import { element } from './elements.js';
import { plotTable } from './plot.js';
import { valueTicks } from './plot-scale.js';
import { svg } from './svg.js';

/** @typedef {{ title: string, range: readonly [number, number], write: (value: number) => string }} Axis */
/**
 * `data` becomes data attributes with the exact numbers.
 * @typedef {{ x: number, y: number, words: string, chosen?: boolean, data: Readonly<Record<string, number>> }} Dot
 */
/** @typedef {{ caption: string, titles: readonly string[], rows: readonly (readonly string[])[] }} Table */
/**
 * @typedef {object} XyPlot
 * @property {string} title
 * @property {string} means how to read it
 * @property {Axis} x
 * @property {Axis} y
 * @property {readonly Dot[]} dots
 * @property {'none' | 'line'} joined
 * @property {readonly (readonly [number, number])[]} reference a line to compare with; empty: none
 * @property {readonly (readonly [number, number])[]} [before] points of the line that no dot stands for, at its start
 * @property {Table} table
 */

const [width, height] = [360, 290];
const edge = { top: 8, right: 22, bottom: 42, left: 50 };
const plotted = { right: width - edge.right, bottom: height - edge.bottom };

/** @param {string} title @param {...Parameters<typeof svg>[2]} marks */
function canvas(title, ...marks) {
  const label = `${title}; the table below has the same figures`;
  return svg('svg', { class: 'xy', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, ...marks);
}

/** One value against another. @param {XyPlot} plot */
export function xyPlot(plot) {
  const { title, x: across, y: up, dots, joined, reference, before = [] } = plot;
  const x = scale(across.range, edge.left, plotted.right);
  const y = scale(up.range, plotted.bottom, edge.top);
  const path = (/** @type {readonly (readonly [number, number])[]} */ points) =>
    points.map(([a, b]) => `${x(a)},${y(b)}`).join(' ');
  return figure(
    plot,
    canvas(
      title,
      ...axes(across, up, x, y),
      ...(reference.length === 0 ? [] : [svg('polyline', { class: 'reference', points: path(reference) })]),
      ...(joined === 'none'
        ? []
        : [
            svg('polyline', {
              class: 'line',
              points: path([...before, ...dots.map((dot) => /** @type {const} */ ([dot.x, dot.y]))]),
            }),
          ]),
      ...dots.map((dot) =>
        svg(
          'circle',
          {
            ...{
              class: `dot${dot.chosen ? ' chosen' : ''}${dots.length > 40 ? ' many' : ''}`,
              cx: x(dot.x),
              cy: y(dot.y),
            },
            r: dot.chosen ? 5.5 : dots.length > 40 && joined === 'line' ? 1.6 : 3.4,
            ...dataAttributes(dot.data),
          },
          svg('title', {}, dot.words),
        ),
      ),
    ),
  );
}

/** How many rows lie in each range. @param {Pick<XyPlot, 'title' | 'means' | 'table'> & { axis: string, bins: readonly { from: number, to: number, rows: number }[] }} plot */
export function histogram(plot) {
  const { title, bins, axis } = plot;
  const most = Math.max(...bins.map(({ rows }) => rows), 1);
  const write = (/** @type {number} */ value) => String(Math.round(value * 1000) / 1000);
  /** @type {Axis} */
  const across = { title: axis, range: [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1], write };
  /** @type {Axis} */
  const up = { title: 'Rows', range: [0, most], write };
  const x = scale(across.range, edge.left, plotted.right);
  const y = scale(up.range, plotted.bottom, edge.top);
  return figure(
    plot,
    canvas(
      title,
      ...axes(across, up, x, y),
      ...bins.map(({ from, to, rows }) =>
        svg(
          'rect',
          {
            ...{ class: 'bin', x: x(from) + 0.5, y: y(rows), width: Math.max(1, x(to) - x(from) - 1) },
            ...{ height: Math.max(0, plotted.bottom - y(rows)), ...dataAttributes({ from, to, rows }) },
          },
          svg('title', {}, `${write(from)} to ${write(to)}: ${rows}`),
        ),
      ),
      ...(across.range[0] < 0 && across.range[1] > 0
        ? [svg('line', { class: 'reference', x1: x(0), x2: x(0), y1: edge.top, y2: plotted.bottom })]
        : []),
    ),
  );
}

/** @param {Pick<XyPlot, 'title' | 'means' | 'table'>} plot @param {Element} picture */
function figure({ title, means, table }, picture) {
  return element(
    'article',
    { class: 'figure' },
    element('h3', {}, title),
    element('p', { class: 'soft' }, means),
    picture,
    plotTable(table.caption, table.titles, table.rows),
  );
}

/** @param {readonly [number, number]} range @param {number} from @param {number} to */
function scale([least, most], from, to) {
  return (/** @type {number} */ value) =>
    Math.round((from + ((value - least) / (most - least || 1)) * (to - from)) * 10) / 10;
}

/** @param {Axis} across @param {Axis} up @param {(value: number) => number} x @param {(value: number) => number} y */
function axes(across, up, x, y) {
  return [
    ...valueTicks(up.range, 4).flatMap((value) => [
      svg('line', { class: 'grid', x1: edge.left, x2: plotted.right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'tick up', x: edge.left - 7, y: y(value) + 4 }, up.write(value)),
    ]),
    ...valueTicks(across.range, 5).map((value) =>
      svg('text', { class: 'tick', x: x(value), y: plotted.bottom + 16 }, across.write(value)),
    ),
    svg('text', { class: 'axis', x: (edge.left + plotted.right) / 2, y: height - 6 }, across.title),
    svg(
      'text',
      {
        class: 'axis',
        x: 12,
        y: (edge.top + plotted.bottom) / 2,
        transform: `rotate(-90 12 ${(edge.top + plotted.bottom) / 2})`,
      },
      up.title,
    ),
  ];
}

/** @param {Readonly<Record<string, number>>} data */
function dataAttributes(data) {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [`data-${name}`, value]));
}
