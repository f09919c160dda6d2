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

/**
 * Replaces what stands there. Whoever was in it goes on at the page's heading: a keyboard must not be thrown back to the top.
 * @param {HTMLElement} place @param {readonly Node[]} children
 */
export function redraw(place, children) {
  const inside = place.contains(document.activeElement);
  place.replaceChildren(...children);
  if (inside && document.activeElement === document.body)
    /** @type {HTMLElement | null} */ (document.querySelector('#view h1'))?.focus({ preventScroll: true });
}
