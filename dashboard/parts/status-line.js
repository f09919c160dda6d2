/** @import { Overview } from '../../api/contracts/overview.ts' */
import { byId, element } from './elements.js';

const place = byId('status-line', HTMLElement);
let shown = '';

/** All is well, or what to look after, with its button. @param {Overview['status']} status */
export function showStatusLine({ tone, sentence, action }) {
  const mark = JSON.stringify([tone, sentence, action]);
  if (mark === shown) return;
  shown = mark;
  place.className = `status ${tone}`;
  place.replaceChildren(
    element('span', { class: 'dot', 'aria-hidden': 'true' }),
    element('span', { role: 'status' }, sentence),
    ...(action === null ? [] : [element('a', { class: 'button small', href: `#${action.page}` }, action.label)]),
  );
  place.hidden = false;
}
