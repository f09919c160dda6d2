/** @import { Overview } from '../../api/contracts/overview.ts' */
import { byId, element } from './elements.js';

const place = byId('status-line', HTMLElement);
let shown = '';

/** All is well, or what to look after, with its button, unless the page that it leads to is open. @param {Overview['status']} status */
export function showStatusLine({ tone, sentence, action: wanted }) {
  const action = wanted?.page === (location.hash.slice(1) || 'today') ? null : wanted;
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
