/**
 * An element of a picture. Colours come from classes, so that pictures follow the theme.
 * @param {string} name @param {Record<string, string | number>} attributes @param {...(Node | string)} children
 */
export function svg(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...children);
  return made;
}

/** A ring that is full at 1, with a text in it. @param {number} share @param {string} text @param {string} tone */
export function ring(share, text, tone) {
  const radius = 22;
  const length = 2 * Math.PI * radius;
  return svg(
    'svg',
    { class: `ring ${tone}`, viewBox: '0 0 52 52', width: 52, height: 52, role: 'img', 'aria-label': text },
    svg('circle', { class: 'ring-track', cx: 26, cy: 26, r: radius }),
    svg('circle', {
      ...{ class: 'ring-value', cx: 26, cy: 26, r: radius, transform: 'rotate(-90 26 26)' },
      'stroke-dasharray': `${Math.max(0.001, share) * length} ${length}`,
    }),
    svg('text', { x: 26, y: 27, 'aria-hidden': 'true' }, text),
  );
}

/** Values over time as a line, the last one marked. @param {readonly number[]} values @param {readonly [number, number]} range @param {string} label */
export function sparkline(values, [least, most], label) {
  const [width, height, edge] = [160, 36, 4];
  const x = (/** @type {number} */ at) => edge + (at / Math.max(1, values.length - 1)) * (width - 2 * edge);
  const y = (/** @type {number} */ value) => height - edge - ((value - least) / (most - least)) * (height - 2 * edge);
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  const last = values.length - 1;
  return svg(
    'svg',
    { class: 'sparkline', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
    svg('polyline', { points: points.join(' ') }),
    svg('circle', { cx: x(last), cy: y(values[last] ?? least), r: 3 }),
  );
}
