/** @import { PersonAnswer } from '../../api/contracts/people.ts' */
/** @import { PredictionExplanation } from '../../api/contracts/predictions.ts' */
/** @import { ModelName } from '../../api/contracts/scalars.ts' */
/** @import { Opened } from '../parts/page.js' */
import { askErasure } from '../parts/ask-erasure.js';
import { element, pill, section } from '../parts/elements.js';
import { heatMap } from '../parts/heat-map.js';
import { get, Refusal } from '../parts/http.js';
import { ifMay } from '../parts/may.js';
import { ago, nameOf, reachLinks, shareOf, writeValue } from '../parts/people-words.js';
import { failedState } from '../parts/states.js';
import { ring, sparkline } from '../parts/svg.js';
import { timeline } from '../parts/timeline.js';
import { waterfall } from '../parts/waterfall.js';
import { when } from '../parts/wording.js';

/** @type {readonly { model: ModelName, title: string, says: string, tone: string, range: [number, number] }[]} */
const models = [
  { model: 'lead_scoring', title: 'Buys', says: 'score of the newest lead', tone: 'good', range: [0, 100] },
  { model: 'churn', title: 'Leaves', says: 'chance within 30 days', tone: 'bad', range: [0, 1] },
  { model: 'engagement', title: 'Answers', says: 'chance at the best time', tone: 'good', range: [0, 1] },
];

/** Everything about somebody. @param {Opened} opened its id: the contact's */
export async function showPerson(opened) {
  const { place: view, id: contact, overview, leaving } = opened;
  view.replaceChildren(
    element('p', { class: 'unseen', role: 'status' }, 'Loading'),
    element('div', { class: 'card skeleton', 'aria-hidden': 'true' }),
  );
  /** @type {PersonAnswer} */
  let person;
  try {
    person = await get(`/api/v1/people/${encodeURIComponent(contact)}`);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) throw error;
    if (leaving.aborted) return;
    const again = () => void showPerson(opened);
    const missing = error instanceof Refusal && error.status === 404;
    if (missing) view.replaceChildren(unknown(error));
    else {
      const heading = element('h1', { tabindex: '-1' }, 'A person');
      view.replaceChildren(heading, failedState(error, again, 'This person could not be read'));
    }
    return;
  }
  if (leaving.aborted) return;
  const why = element(
    'section',
    { class: 'card', 'aria-labelledby': 'why-heading' },
    element('h2', { id: 'why-heading' }, 'Why'),
  );
  const best = section('when', 'When to write');
  const past = section('past', 'What happened');
  view.replaceChildren(header(person), scores(person), why, best, past);
  explainAll(why, person);
  // asking would be refused
  const known = overview.models.some(({ model, state }) => model === 'engagement' && state !== 'missing');
  if (known)
    fill(best, async () => heatMap(await get(`/api/v1/people/${encodeURIComponent(person.contact_id)}/reply-chances`)));
  else best.lastElementChild?.replaceWith(chancesUnknown());
  fill(past, async () => timeline(person.contact_id, person.time_zone));
}

/** @param {PersonAnswer} person */
function header(person) {
  const [lead] = person.leads;
  const facts = [
    ...(person.owner === null ? [] : [`Looked after by ${person.owner}`]),
    ...(lead === undefined ? [] : [`lead ${lead.id}: ${lead.stage}`]),
    ...(person.country === null ? [] : [person.country]),
    ...(person.source === null ? [] : [`came by ${person.source}`]),
    ...(person.last_activity_at === null ? ['no activity yet'] : [`active ${ago(person.last_activity_at)}`]),
  ];
  return element(
    'div',
    { class: 'person-head' },
    element('h1', { tabindex: '-1' }, nameOf(person)),
    element('p', { class: 'facts soft' }, facts.join(' · ')),
    ...(person.opted_in ? [] : [element('p', {}, pill('Opted out: do not write', 'bad'))]),
    element(
      'div',
      { class: 'actions reach' },
      ...reachLinks(person, person.opted_in),
      ...ifMay('erasePerson', eraseButton(person)),
    ),
  );
}

/** @param {PersonAnswer} person */
function eraseButton(person) {
  const button = element('button', { type: 'button', class: 'plain danger' }, 'Erase this person');
  button.addEventListener('click', () =>
    askErasure({ contact: person.contact_id, name: nameOf(person) }, () => {
      location.hash = '#today';
    }),
  );
  return button;
}

/** The last score of each model, and how it came there. @param {PersonAnswer} person */
function scores(person) {
  const tiles = models.map(({ model, title, says, tone, range }) => {
    const past = person.scores.filter((score) => score.model === model);
    const last = past.at(-1);
    if (last === undefined) {
      return element(
        'article',
        { class: 'card tile' },
        element('h2', {}, title),
        element('p', { class: 'soft' }, 'Not scored yet.'),
      );
    }
    const label = `${title}: ${past.map(({ value }) => writeValue(model, value)).join(', ')}, oldest first`;
    return element(
      'article',
      { class: 'card tile' },
      ring(shareOf(model, last.value), writeValue(model, last.value), tone),
      element(
        'div',
        {},
        element('h2', {}, title),
        element(
          'p',
          { class: 'soft' },
          says,
          ...(last.quality_tier || last.risk_level ? [`, ${last.quality_tier ?? last.risk_level}`] : []),
        ),
        ...(past.length > 1
          ? [
              sparkline(
                past.map(({ value }) => value),
                range,
                label,
              ),
            ]
          : []),
        element('p', { class: 'soft' }, when(last.scored_at), ` · version ${last.version}`),
      ),
    );
  });
  return element('div', { class: 'grid' }, ...tiles);
}

/** @param {HTMLElement} place @param {PersonAnswer} person */
async function explainAll(place, person) {
  const latest = models.flatMap(({ model, title }) => {
    const score = person.scores.findLast((each) => each.model === model);
    return score === undefined ? [] : [{ title, id: score.prediction_id }];
  });
  if (latest.length === 0) {
    place.append(
      element('p', { class: 'soft' }, 'Reasons come with the first scores: everybody is scored daily at 04:00 UTC.'),
    );
    return;
  }
  for (const { title, id } of latest) {
    const part = element(
      'div',
      { class: 'reason' },
      element('h3', {}, title),
      element('div', { class: 'skeleton', 'aria-hidden': 'true' }),
    );
    place.append(part);
    try {
      /** @type {PredictionExplanation} */
      const explained = await get(`/api/v1/predictions/${id}`);
      part.lastElementChild?.replaceWith(waterfall(explained));
    } catch (error) {
      part.lastElementChild?.replaceWith(
        element('p', { class: 'missed' }, error instanceof Error ? error.message : String(error)),
      );
    }
  }
}

function chancesUnknown() {
  const link = element('a', { href: '#models/engagement' }, 'Train it');
  return element('p', { class: 'soft' }, 'The best hours are known once the model of replies is trained. ', link);
}

/** @param {HTMLElement} place @param {() => Promise<Node>} make */
async function fill(place, make) {
  const made = await make().catch((error) =>
    element('p', { class: 'soft' }, error instanceof Error ? error.message : String(error)),
  );
  place.lastElementChild?.replaceWith(made);
}

/** @param {unknown} error */
function unknown(error) {
  return element(
    'div',
    { class: 'card empty' },
    element('h1', { tabindex: '-1' }, 'Nobody here'),
    element('p', { class: 'soft' }, error instanceof Error ? error.message : String(error)),
    element('a', { class: 'button', href: '#today' }, 'Back to today'),
  );
}
