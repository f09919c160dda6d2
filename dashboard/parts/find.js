/** @import { Entry } from './find-places.js' */
import { byId, element } from './elements.js';
import { matching, modelEntries, pageEntries } from './find-places.js';
import { findPeople, recordLists } from './find-records.js';
import { wordsOf } from './page.js';

/** In this order; `most`: how many are shown. */
const groups = /** @type {const} */ ([
  { name: 'pages', title: 'Pages', most: 8 },
  { name: 'models', title: 'Models', most: 6 },
  { name: 'people', title: 'People', most: 8 },
  { name: 'incidents', title: 'Open incidents', most: 4 },
  { name: 'experiments', title: 'Experiments under way', most: 4 },
  { name: 'runs', title: 'Trainings', most: 4 },
]);
/** @typedef {(typeof groups)[number]} Group */

/** From how many letters the server is asked. */
const fewestLetters = 2;
const nothing = 'Nothing found. Try a name, a phone number, a model, or the day of a training.';

/** Finds people, models, trainings and pages; Ctrl-K begins anywhere, arrows and Enter choose. */
export function findBox() {
  const field = byId('find', HTMLInputElement);
  const popup = byId('found', HTMLElement);
  const list = byId('found-list', HTMLElement);
  const note = byId('found-note', HTMLElement);
  let asked = 0;
  /** The address on which the arrows stand: later answers may move it. */
  let chosen = '';
  /** @type {Partial<Record<Group['name'], readonly Entry[]>>} */
  let found = {};

  async function search() {
    const text = field.value.trim();
    const mine = ++asked;
    const asks = text.length >= fewestLetters;
    found = {
      pages: matching(pageEntries, text),
      models: text === '' ? [] : matching(modelEntries, text),
      // of those whom fewer letters meant, until the answer brings them all
      people: asks ? matching(found.people ?? [], text) : [],
    };
    draw();
    tell(asks ? 'Looking …' : nothing);
    popup.setAttribute('aria-busy', String(asks));
    if (!asks) return;
    const lists = /** @type {const} */ (['incidents', 'experiments', 'runs']).map((name) =>
      take(
        name,
        recordLists[name]().then((all) => matching(all, text)),
      ),
    );
    const problems = await Promise.all([take('people', findPeople(text)), ...lists]);
    if (mine !== asked) return;
    const problem = problems.find((each) => each !== '');
    tell(nothing, problem === undefined ? '' : `Not everything could be looked through. ${problem}`);
    popup.setAttribute('aria-busy', 'false');

    /** What went wrong, in words. @param {Group['name']} name @param {Promise<readonly Entry[]>} answer */
    async function take(name, answer) {
      try {
        const entries = await answer;
        if (mine !== asked) return ''; // a later letter has its own answer
        found[name] = entries;
        draw();
        return '';
      } catch (error) {
        return wordsOf(error);
      }
    }
  }

  function draw() {
    let count = 0;
    const drawn = groups.flatMap(({ name, title, most }) => {
      const entries = (found[name] ?? []).slice(0, most);
      if (entries.length === 0) return [];
      const options = entries.map((entry) => option(entry, `found-${count++}`));
      const heading = element('div', { id: `found-${name}`, class: 'soft', role: 'presentation' }, title);
      return [element('div', { role: 'group', 'aria-labelledby': heading.id }, heading, ...options)];
    });
    list.replaceChildren(...drawn);
    list.hidden = count === 0;
    popup.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    choose(options().find((each) => each.getAttribute('href') === chosen));
  }

  /** @param {string} words when nothing is found @param {string} problem which is said in any case */
  function tell(words, problem = '') {
    const { length } = options();
    const seen = length === 0 || problem !== '';
    note.className = seen ? 'soft' : 'unseen'; // how many there are is for those who can't see it
    note.textContent = seen ? problem || words : `${length} found`;
  }

  function options() {
    return [...list.querySelectorAll('a')];
  }

  /** @param {HTMLAnchorElement | undefined} next undefined: none */
  function choose(next) {
    chosen = next?.getAttribute('href') ?? '';
    for (const each of options()) each.setAttribute('aria-selected', String(each === next));
    if (next === undefined) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', next.id);
    next?.scrollIntoView({ block: 'nearest' });
  }

  /** Below the last comes the field itself, and then the first. @param {1 | -1} by */
  function step(by) {
    const all = options();
    const at = all.findIndex((each) => each.getAttribute('aria-selected') === 'true');
    if (at === -1) return choose(all.at(by === 1 ? 0 : -1));
    choose(all[at + by]);
  }

  function close() {
    asked++;
    popup.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    choose(undefined);
  }

  field.addEventListener('input', () => {
    chosen = '';
    search();
  });
  field.addEventListener('click', () => (popup.hidden ? search() : undefined));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (popup.hidden) search();
      step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape') {
      field.value = '';
      close();
    } else if (event.key === 'Enter' && !popup.hidden) {
      (options().find((each) => each.getAttribute('aria-selected') === 'true') ?? options()[0])?.click();
    }
  });
  // the field keeps the focus while the mouse chooses
  popup.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', ({ target, ctrlKey, metaKey }) => {
    if (!(target instanceof Element) || target.closest('a') === null || ctrlKey || metaKey) return;
    field.value = '';
    byId('view', HTMLElement).focus({ preventScroll: true }); // where the page is shown, which may be there already
  });
  field.addEventListener('blur', close);
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    field.focus();
    field.select();
    if (document.activeElement === field) search(); // nobody is signed in where it isn't
  });
}

/** A link too, for the mouse to open it in another tab. @param {Entry} entry @param {string} id */
function option({ href, title, hint }, id) {
  return element(
    'a',
    { id, href, role: 'option', tabindex: '-1', 'aria-selected': 'false' },
    element('strong', {}, title),
    element('span', { class: 'soft' }, hint),
  );
}
