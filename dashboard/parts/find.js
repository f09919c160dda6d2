/** @import { People } from '../../api/contracts/people.ts' */
import { byId, element } from './elements.js';
import { get } from './http.js';

/** Finds people by name, phone or e-mail; Ctrl-K begins anywhere, arrows and Enter choose. */
export function findBox() {
  const field = byId('find', HTMLInputElement);
  const results = byId('found', HTMLElement);
  let asked = 0;

  field.addEventListener('input', async () => {
    const text = field.value.trim();
    const mine = ++asked;
    if (text.length < 2) return close();
    try {
      /** @type {People} */
      const { people } = await get(`/api/v1/people?limit=8&q=${encodeURIComponent(text)}`);
      if (mine !== asked) return; // a later letter has its own answer
      results.replaceChildren(
        ...people.map(({ contact_id, name, phone, email, owner }) =>
          element(
            'li',
            {},
            element(
              'a',
              { href: personPage(contact_id) },
              element('strong', {}, name ?? phone ?? email ?? contact_id),
              element(
                'span',
                { class: 'soft' },
                [name === null ? null : (phone ?? email), owner].filter(Boolean).join(' · '),
              ),
            ),
          ),
        ),
        ...(people.length === 0
          ? [element('li', { class: 'soft nobody' }, 'Nobody has this name, phone or e-mail.')]
          : []),
      );
      results.hidden = false;
    } catch {
      close();
    }
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      field.value = '';
      close();
    }
    if (event.key === 'Enter') results.querySelector('a')?.click();
    if (event.key === 'ArrowDown') move(event, results.querySelector('a'));
  });
  results.addEventListener('keydown', (event) => {
    const item = document.activeElement?.closest('li');
    if (event.key === 'ArrowDown') move(event, item?.nextElementSibling?.querySelector('a'));
    if (event.key === 'ArrowUp') move(event, item?.previousElementSibling?.querySelector('a') ?? field);
    if (event.key === 'Escape') move(event, field);
  });
  results.addEventListener('click', () => {
    byId('view', HTMLElement).focus({ preventScroll: true }); // where the person is shown, who may be there already
    field.value = '';
    close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !byId('find-people', HTMLElement).contains(target)) close();
  });

  function close() {
    asked++;
    results.hidden = true;
  }
}

/** @param {KeyboardEvent} event @param {Element | null | undefined} to */
function move(event, to) {
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}

/** The address of somebody's page. @param {string} contact */
export function personPage(contact) {
  return `#person/${encodeURIComponent(contact)}`;
}
