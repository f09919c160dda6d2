/**
 * An element with its attributes and children. Texts become text nodes, so nothing that the server sends is read as HTML.
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/**
 * The page's own element with this id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`#${id} is not a ${type.name}`);
  return found;
}

/**
 * A card with a heading, which what the page reads is shown in.
 * @param {string} id @param {string} title
 */
export function section(id, title) {
  return element(
    'section',
    { class: 'card', id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    element('div', { class: 'skeleton', 'aria-hidden': 'true' }),
  );
}

/** @param {string} text @param {'good' | 'bad' | 'warn' | 'live' | ''} tone */
export function pill(text, tone) {
  return element('span', { class: `pill ${tone}` }, text);
}

/**
 * What stands under the place's heading. Redraws only when the data has changed, so that focus, selection and opened mails stay.
 * @template Data
 * @param {HTMLElement} place
 * @param {(data: Data) => Node[]} draw
 * @returns {(data: Data) => void}
 */
export function panel(place, draw) {
  let shown = '';
  return (data) => {
    const next = JSON.stringify(data);
    if (next === shown) return;
    shown = next;
    const heading = place.querySelector(':scope > h2');
    redraw(place, [...(heading === null ? [] : [heading]), ...draw(data)]);
  };
}

/** Replaces what stands there. @param {HTMLElement} place @param {readonly (Node | string)[]} children */
export function redraw(place, children) {
  const goOn = keepPlace();
  place.replaceChildren(...children);
  goOn();
}

/**
 * Remembers where a keyboard is, so that a change does not throw it back to the top.
 * @returns {() => void} after the change: if what had the focus can have it no longer, goes on at the heading of the part that it was in
 */
export function keepPlace() {
  const at = document.activeElement;
  if (at === null || at === document.body) return () => {};
  const part = at.closest('[aria-labelledby]')?.getAttribute('aria-labelledby') ?? '';
  // what a mouse has pressed must not move the page
  const preventScroll = !at.matches(':focus-visible');
  return () => {
    const now = document.activeElement;
    if (now === at ? at.checkVisibility() && !at.matches(':disabled') : now !== document.body) return;
    const heading = document.getElementById(part) ?? document.querySelector('#view h1');
    if (!(heading instanceof HTMLElement)) return;
    if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
    heading.focus({ preventScroll });
  };
}
