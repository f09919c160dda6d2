/** @import { Overview } from '../../api/contracts/overview.ts' */
/** @import { ListedPrediction, PredictionList } from '../../api/contracts/prediction-list.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, pill, redraw } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { get, Refusal } from '../parts/http.js';
import { toCsv } from '../parts/people-words.js';
import { personCard } from '../parts/person-card.js';
import { pretendPanel, readPretend } from '../parts/pretend.js';
import { emptyState, failedState } from '../parts/states.js';
import { count, when } from '../parts/wording.js';

/** @typedef {{ model: ModelName, verb: string, what: string, none: string }} List */
/** @type {readonly List[]} */
const lists = [
  {
    model: 'lead_scoring',
    verb: 'Call',
    what: 'Leads most likely to buy, the best first',
    none: 'No open lead waits for a call.',
  },
  {
    model: 'churn',
    verb: 'Keep',
    what: 'Contacts most likely to leave, the most urgent first',
    none: 'Nobody is about to leave.',
  },
  {
    model: 'engagement',
    verb: 'Write',
    what: 'Contacts most likely to answer, with the best time',
    none: 'There is nobody to write to.',
  },
];
const pageSize = 24;
/** What the API gives at once. */
const csvPage = 1000;

/** @type {ModelName} */
let chosen = 'lead_scoring';
let owner = '';
let text = '';
let round = 0;

/** Whom to call, to keep and to write to. @param {Opened} opened */
export function showToday({ place: view, overview, leaving }) {
  round++;
  /** Asking for their lists would be refused. */
  const untrained = new Set(overview.models.filter(({ state }) => state === 'missing').map(({ model }) => model));
  const mine = overview.person !== null && overview.owners.includes(overview.person) ? overview.person : null;
  const place = element('div', { id: 'list', role: 'tabpanel', 'aria-live': 'polite' });
  const tabs = element('div', { role: 'tablist', 'aria-label': 'What to do', class: 'tabs' }, ...lists.map(tab));
  view.replaceChildren(
    element(
      'div',
      { class: 'heading' },
      element('h1', { tabindex: '-1' }, 'Today'),
      element('p', { class: 'soft' }, new Intl.DateTimeFormat(undefined, { dateStyle: 'full' }).format(new Date())),
    ),
    element('div', { class: 'toolbar' }, tabs, filters()),
    note(overview),
    place,
  );
  onEvents(['predictions'], leaving, (event) => {
    if (event.topic !== 'predictions') return;
    untrained.delete(event.model);
    if (event.model === chosen) offerNew();
  });
  load();

  /** Somebody may be reading the list: it stays until they ask for the new one. */
  function offerNew() {
    if (place.querySelector('.person') === null) return void load();
    if (place.querySelector('#newer') !== null) return;
    const button = element(
      'button',
      { type: 'button', class: 'plain', id: 'newer' },
      'Everybody was scored anew: show the new list',
    );
    button.addEventListener('click', load);
    place.prepend(button);
  }

  /** @param {List} list */
  function tab({ model, verb }) {
    const button = element(
      'button',
      { type: 'button', role: 'tab', id: `tab-${model}`, 'aria-controls': 'list' },
      verb,
    );
    button.addEventListener('click', () => choose(model));
    button.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      const at = lists.findIndex((list) => list.model === model);
      const next = lists[(at + step + lists.length) % lists.length]?.model ?? model;
      choose(next);
      document.getElementById(`tab-${next}`)?.focus();
    });
    return button;
  }

  /** @param {ModelName} model */
  function choose(model) {
    chosen = model;
    load();
  }

  function filters() {
    const search = element('input', {
      type: 'search',
      placeholder: 'Name, phone, e-mail',
      'aria-label': 'Filter by name, phone or e-mail',
    });
    if (search instanceof HTMLInputElement) search.value = text;
    let timer = 0;
    search.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        text = search instanceof HTMLInputElement ? search.value.trim() : '';
        load();
      }, 200);
    });
    const owners = element(
      'select',
      { 'aria-label': 'Whose people' },
      element('option', { value: '' }, "Everybody's"),
      ...(mine === null ? [] : [element('option', { value: mine }, 'Mine')]),
      ...overview.owners.filter((name) => name !== mine).map((name) => element('option', { value: name }, name)),
    );
    if (owners instanceof HTMLSelectElement) owners.value = owner;
    owners.addEventListener('change', () => {
      owner = owners instanceof HTMLSelectElement ? owners.value : '';
      load();
    });
    const csv = element('button', { type: 'button', class: 'plain' }, 'CSV');
    csv.addEventListener('click', () => download());
    const print = element('button', { type: 'button', class: 'plain' }, 'Print');
    print.addEventListener('click', () => window.print());
    return element('div', { class: 'filters' }, search, ...(overview.owners.length > 0 ? [owners] : []), csv, print);
  }

  async function load() {
    const mark = ++round;
    for (const { model } of lists) {
      const button = document.getElementById(`tab-${model}`);
      button?.setAttribute('aria-selected', String(model === chosen));
      button?.setAttribute('tabindex', model === chosen ? '0' : '-1');
    }
    place.setAttribute('aria-labelledby', `tab-${chosen}`);
    view.classList.remove('nothing-yet');
    redraw(place, skeletons());
    if (untrained.has(chosen)) return nothingTrained(mark);
    try {
      const answer = await read(pageSize);
      if (mark === round) show(answer);
    } catch (error) {
      if (mark !== round) return;
      if (error instanceof Refusal && error.status === 404) await nothingTrained(mark);
      else redraw(place, [failedState(error, load, 'This list could not be read')]);
    }
  }

  /** @param {number} mark */
  function nothingTrained(mark) {
    return nothingYet(mark, 'This model is not trained yet', 'Training takes about a minute for a small business.');
  }

  /**
   * There is no list: what to do next depends on whether there are any people.
   * @param {number} mark @param {string} title @param {string} words
   */
  async function nothingYet(mark, title, words) {
    const pretend = await readPretend().catch(() => null);
    if (mark !== round) return;
    if (pretend === null || !(pretend.offered || pretend.state === 'working')) {
      place.replaceChildren(emptyState(title, words, element('a', { class: 'button', href: '#models' }, 'Train it')));
      return;
    }
    view.classList.add('nothing-yet');
    place.replaceChildren(welcome(pretendPanel(pretend, leaving, made)));
  }

  function made() {
    untrained.clear();
    load();
  }

  /** @param {number} limit @param {string | null} [cursor] @returns {Promise<PredictionList>} */
  function read(limit, cursor = null) {
    const query = new URLSearchParams({
      model: chosen,
      limit: String(limit),
      unhandled: 'true',
    });
    if (cursor !== null) query.set('cursor', cursor);
    if (owner !== '') query.set('owner', owner);
    if (text !== '') query.set('q', text);
    return get(`/api/v1/predictions?${query}`);
  }

  /** @param {PredictionList} answer */
  function show(answer) {
    const list = lists.find(({ model }) => model === chosen);
    if (answer.batch === null) {
      nothingYet(round, 'Nobody was scored yet', answer.note ?? '');
      return;
    }
    if (answer.predictions.length === 0) {
      const filtered = owner !== '' || text !== '';
      place.replaceChildren(
        filtered
          ? emptyState('Nobody fits this filter', 'Clear the filter to see everybody.')
          : emptyState(list?.none ?? '', 'Whoever is scored next appears here.'),
      );
      return;
    }
    const cards = element('ul', { class: 'cards' });
    const more = element('button', { type: 'button', class: 'plain more' }, 'Show more');
    const shown = element('p', { class: 'soft' });
    let loaded = 0;
    let total = answer.total;
    /** @type {string | null} */
    let rest = null;
    add(answer);
    more.addEventListener('click', async () => {
      const mark = round;
      more.setAttribute('aria-busy', 'true');
      const next = await read(pageSize, rest).catch(() => null);
      more.removeAttribute('aria-busy');
      if (mark !== round || next === null) return;
      const last = cards.lastElementChild;
      add(next);
      // the button goes with the last of them: a keyboard goes on at the first that came
      if (more.hidden)
        /** @type {HTMLElement | null | undefined} */ (last?.nextElementSibling?.querySelector('a'))?.focus();
    });
    place.replaceChildren(
      element(
        'p',
        { class: 'soft' },
        `${list?.what}. Scored `,
        when(answer.batch.as_of),
        ` by version ${answer.batch.version}.`,
      ),
      cards,
      element('div', { class: 'ending' }, shown, more),
    );

    /** @param {PredictionList} page */
    function add(page) {
      const { model } = page;
      for (const one of page.predictions) cards.append(personCard(model, one, gone));
      loaded += page.predictions.length;
      rest = page.next_cursor;
      told();
    }

    /** One card went or came back. @param {number} by */
    function gone(by) {
      loaded += by;
      total += by;
      told();
    }

    function told() {
      shown.textContent = `${count(loaded)} of ${count(total)}`;
      more.hidden = rest === null;
    }
  }

  async function download() {
    /** @type {ListedPrediction[]} */
    const all = [];
    /** @type {string | null} */
    let rest = null;
    do {
      const page = /** @type {PredictionList} */ (await read(csvPage, rest));
      all.push(...page.predictions);
      rest = page.next_cursor;
    } while (rest !== null);
    const url = URL.createObjectURL(new Blob([toCsv(all)], { type: 'text/csv' }));
    const link = element('a', { href: url, download: `${chosen}-${new Date().toISOString().slice(0, 10)}.csv` });
    link.click();
    URL.revokeObjectURL(url);
  }
}

/** What becomes of the answers that people give here. @param {Overview} overview */
function note({ labels, answers_since_training: answers, models }) {
  const synthetic = models.some((model) => model.synthetic)
    ? [pill('Trained on a simulated business', 'warn'), ' ']
    : [];
  const words =
    labels === 'rating'
      ? 'The model learns from your own ratings of leads: Won and Lost are kept, and do not train it.'
      : answers === 0
        ? 'Mark leads as won or lost: the next training learns from it.'
        : `${answers === 1 ? 'One answer waits' : `${count(answers)} answers wait`} until the next training counts ${answers === 1 ? 'it' : 'them'}.`;
  return element('p', { class: 'soft note', id: 'answers' }, ...synthetic, words);
}

function skeletons() {
  const waiting = element('p', { class: 'unseen', role: 'status' }, 'Loading');
  return [
    waiting,
    ...Array.from({ length: 4 }, () => element('div', { class: 'card skeleton', 'aria-hidden': 'true' })),
  ];
}

/** Before there is anybody. @param {Node} pretend */
function welcome(pretend) {
  return element(
    'div',
    { class: 'card empty' },
    element('h2', {}, 'Nothing here yet'),
    element(
      'p',
      { class: 'soft' },
      'Here you will see whom to call, who is leaving and whom to write to. It takes your data, or a pretend business to look around in.',
    ),
    element('a', { class: 'button', href: '#data' }, 'Bring in your data'),
    element('p', { class: 'soft' }, 'or'),
    pretend,
  );
}
