/** @import { Opened } from '../parts/page.js' */
/** @import { Act, Connection, Note } from '../parts/connection-card.js' */
import { connectionCard, noConnection } from '../parts/connection-card.js';
import { listed, worstFirst } from '../parts/connection-words.js';
import { destinationConnection } from '../parts/destinations.js';
import { element, panel, section } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { get, post } from '../parts/http.js';
import { may, whyNot } from '../parts/may.js';
import { wordsOf } from '../parts/page.js';
import { sourceConnection } from '../parts/sources.js';
import { keepFilling } from '../parts/states.js';
import { waitingPanel } from '../parts/waiting-rows.js';
import { webhookConnection } from '../parts/webhooks.js';

const milliseconds = 5_000;

/** What comes in and goes out by itself: whether it flows, and what to do where it doesn't. @param {Opened} opened */
export function showConnections(opened) {
  const { place, leaving } = opened;
  const sources = section('sources', 'What is read');
  const webhooks = section('webhooks', 'What is posted here');
  const destinations = section('destinations', 'What goes out');
  const waiting = section('waiting', 'Rows that wait for others');
  const verdict = element(
    'p',
    { class: 'lead', role: 'status' },
    'What comes and goes by itself, how fresh it is, and what to do where it does not flow.',
  );
  place.replaceChildren(
    element(
      'div',
      {},
      element('p', { class: 'soft' }, element('a', { href: '#data' }, 'Data')),
      element('h1', { tabindex: '-1' }, 'Ways in and out'),
      verdict,
    ),
    ...[sources, webhooks, destinations, waiting],
    ...(may('syncSource') ? [] : [whyNot('read, test or pause what is connected')]),
  );

  /** What was done last with each, what is opened, and what was read for it. @type {Map<string, Note>} */
  const notes = new Map();
  /** @type {Set<string>} */
  const open = new Set();
  /** @type {Map<string, any>} by the key of a connection */
  const read = new Map();
  const memory = { open, onOpen: (/** @type {string} */ key) => void readMore(key), files: read, parked: read };

  const parts = [
    {
      ...{ place: sources, path: '/api/v1/sources', of: (/** @type {any} */ answer) => answer.sources },
      connect: (/** @type {any} */ one) => sourceConnection(one, memory),
      none: () =>
        noConnection(
          'Nothing is read by itself yet. A database of Chatwoot, Odoo or your own, or a folder in which exports are dropped, keeps the models fresh without anybody importing.',
          'npx perennial source add exports --folder /srv/exports',
        ),
    },
    {
      ...{ place: webhooks, path: '/api/v1/webhooks', of: (/** @type {any} */ answer) => answer.webhooks },
      connect: webhookConnection,
      none: () =>
        noConnection(
          'No system posts here yet. WhatsApp, Shopify, Stripe, Chatwoot and others tell within a second what happens.',
          'npx perennial source add shop --kind shopify --secret-env SHOPIFY_SECRET',
        ),
    },
    {
      ...{ place: destinations, path: '/api/v1/destinations', of: (/** @type {any} */ answer) => answer.destinations },
      connect: (/** @type {any} */ one) => destinationConnection(one, memory),
      none: () =>
        noConnection(
          'Scores stay here until somebody asks. They can go where people work: into Chatwoot, Slack, a table of yours, CSV files, or any program by a signed webhook.',
          'npx perennial destination add crm --kind webhook --url https://crm.example.com/hooks --secret-env CRM_SECRET',
        ),
    },
  ].map((part) => ({ ...part, show: listPanel(part.place, part.connect, part.none) }));

  /** @type {Map<HTMLElement, readonly any[]>} what each part was told last */
  const told = new Map();
  const again = keepFilling(milliseconds, opened, [
    ...parts.map(({ place: part, path, of }) => ({
      ...{ place: part, path },
      show: (/** @type {any} */ answer) => {
        told.set(part, of(answer));
        draw(part);
        judge();
      },
    })),
    { place: waiting, path: '/api/v1/data', show: waitingPanel(waiting) },
  ]);
  onEvents(['import', 'incident'], leaving, again);

  /** @param {HTMLElement} part @param {(one: any) => Connection} connect @param {() => Node} none */
  function listPanel(part, connect, none) {
    return panel(part, (/** @type {{ all: readonly any[] }} */ { all }) =>
      all.length === 0
        ? [none()]
        : [
            element(
              'ul',
              { class: 'connections' },
              ...worstFirst(all.map(connect)).map((connection) =>
                connectionCard(connection, notes.get(connection.key), run),
              ),
            ),
          ],
    );
  }

  /** Draws anew where something is another, and leaves the keyboard where it is. @param {HTMLElement} part */
  function draw(part) {
    const all = told.get(part);
    const found = parts.find((one) => one.place === part);
    if (all === undefined || found === undefined || leaving.aborted) return;
    const at = part.contains(document.activeElement) ? document.activeElement?.getAttribute('data-act') : null;
    const minute = Math.floor(Date.now() / 60_000);
    const data = { all: all.map(withoutLag), minute, notes: [...notes], open: [...open], read: [...read] };
    found.show(data);
    if (at == null) return;
    const same = [...part.querySelectorAll('[data-act]')].find((each) => each.getAttribute('data-act') === at);
    if (same instanceof HTMLElement && same !== document.activeElement) same.focus({ preventScroll: true });
  }

  /** In a sentence, once everything was read. */
  function judge() {
    if (told.size < parts.length) return;
    const all = parts.flatMap(({ place: part, connect }) => (told.get(part) ?? []).map(connect));
    const bad = all.filter(({ state }) => state.tone === 'bad').map(({ name }) => name);
    const words = bad.length === 0 ? 'Everything flows.' : `${listed(bad)} ${bad.length === 1 ? 'needs' : 'need'} you.`;
    if (all.length === 0 || verdict.textContent === words) return;
    verdict.replaceChildren(element('strong', { class: bad.length === 0 ? 'met' : 'missed' }, words));
  }

  function drawAll() {
    for (const { place: part } of parts) draw(part);
  }

  /** @param {string} key @param {Act} act */
  async function run(key, { path, body = {}, said }) {
    try {
      const answer = await post(path, body);
      if (said === undefined) notes.delete(key);
      else notes.set(key, { text: said(answer), bad: false });
      read.delete(key);
      for (const one of open) if (one.startsWith(`${key}/`)) void readMore(one);
    } catch (error) {
      notes.set(key, { text: wordsOf(error), bad: true });
    }
    drawAll();
    await again();
  }

  /** @param {string} opened as 'source/shop/files' */
  async function readMore(opened) {
    const [kind = '', name = '', what = ''] = opened.split('/');
    const key = `${kind}/${name}`;
    drawAll();
    try {
      if (what === 'files') read.set(key, (await get(`/api/v1/sources/${name}/files`)).files);
      if (what === 'parked') read.set(key, (await get(`/api/v1/destinations/${name}`)).parked_events);
    } catch (error) {
      read.set(key, wordsOf(error));
    }
    drawAll();
  }
}

/** It differs at each answer, and the card says it by the moment. @param {any} connection */
function withoutLag({ lag_seconds: _, ...rest }) {
  return rest;
}
