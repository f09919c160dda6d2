/** @import { DataSummary } from '../../api/contracts/data.ts' */
/** @import { Imports } from '../../api/contracts/imports.ts' */
/** @import { Opened } from '../parts/page.js' */
import { bringIn } from '../parts/bring-in.js';
import { connectionsLine } from '../parts/connections-line.js';
import { dataPanel } from '../parts/data.js';
import { element, redraw, section } from '../parts/elements.js';
import { onEvents } from '../parts/events.js';
import { get, post } from '../parts/http.js';
import { importsPanel } from '../parts/imports-list.js';
import { wordsOf } from '../parts/page.js';
import { pretendPanel, readPretend } from '../parts/pretend.js';
import { readinessPanel } from '../parts/readiness.js';
import { failedState } from '../parts/states.js';

/** ms after which a change is looked at: an import tells of several at once. */
const soon = 400;

/** What is there, what is missing, and how more comes in. @param {Opened} opened its id: of a file that was sent */
export function showData({ place, id, leaving }) {
  const files = section('bring-in', 'Bring in a file');
  const pretend = section('pretend', 'Or look around first');
  const readiness = section('readiness', 'Is there enough to learn from?');
  const imports = section('imports', 'What was imported');
  const connections = section('connections-line', 'What comes and goes by itself');
  const counts = section('data', 'What is there');
  pretend.hidden = true;
  pretend.querySelector('.skeleton')?.remove();
  const status = element('p', { class: 'soft', role: 'status' });
  const ways = element('div', { class: 'ways' }, files, pretend);
  place.replaceChildren(
    element('div', {}, element('h1', { tabindex: '-1' }, 'Data'), status),
    // whoever comes to a file that is under way comes for that
    ...(id === '' ? [readiness, ways] : [ways, readiness]),
    connections,
    element('div', { class: 'stock' }, imports, counts),
  );

  const showReadiness = readinessPanel(readiness);
  const showImports = importsPanel(imports, (batch) => void takeBack(batch).catch(tell));
  const showConnections = connectionsLine(connections);
  const showCounts = dataPanel(counts, removePretend);
  let timer = 0;
  leaving.addEventListener('abort', () => clearTimeout(timer), { once: true });
  bringIn(files, { id, leaving }, { changed: again, takeBack });
  onEvents(['import', 'run', 'predictions'], leaving, again);
  read();

  function again() {
    clearTimeout(timer);
    timer = setTimeout(read, soon);
  }

  async function read() {
    await Promise.all([
      fill(counts, async () => {
        /** @type {DataSummary} */
        const summary = await get('/api/v1/data');
        const none = summary.total.contacts === 0;
        place.classList.toggle('nothing-yet', none);
        readiness.hidden = none;
        imports.hidden = none;
        showCounts(summary);
        if (none) await offerPretend();
        else pretend.hidden = true;
      }),
      fill(imports, async () => {
        /** @type {Imports} */
        const answer = await get('/api/v1/imports');
        showImports(answer.imports);
      }),
      fill(connections, async () => {
        const [{ sources }, { webhooks }, { destinations }] = await Promise.all([
          get('/api/v1/sources'),
          get('/api/v1/webhooks'),
          get('/api/v1/destinations'),
        ]);
        showConnections({ sources, webhooks, destinations });
      }),
      fill(readiness, async () => showReadiness(await get('/api/v1/data/readiness'))),
    ]);
  }

  /** @param {HTMLElement} part @param {() => Promise<void>} show */
  async function fill(part, show) {
    try {
      await show();
    } catch (error) {
      if (leaving.aborted) return;
      const heading = part.querySelector(':scope > h2');
      redraw(part, [...(heading === null ? [] : [heading]), failedState(error, read)]);
    }
  }

  async function offerPretend() {
    const standing = await readPretend();
    if (!standing.offered && standing.state !== 'working') return;
    pretend.hidden = false;
    const made = () => location.assign('#today');
    pretend.replaceChildren(pretend.querySelector('h2') ?? '', pretendPanel(standing, leaving, made));
  }

  /** @param {number} batch */
  async function takeBack(batch) {
    const { file, deleted, restored, kept } = await post('/api/v1/imports/undo', { batch });
    const left = kept.length === 0 ? '' : ' Some rows stay, as later imports changed or need them.';
    status.textContent = `${file} was taken back: ${deleted} rows deleted, ${restored} as they were before.${left}`;
    again();
  }

  async function removePretend() {
    try {
      const { contacts } = await post('/api/v1/pretend-business/remove', {});
      status.textContent = `The pretend business is gone: ${contacts} people and everything of theirs.`;
      again();
    } catch (error) {
      tell(error);
    }
  }

  /** @param {unknown} error */
  function tell(error) {
    status.textContent = wordsOf(error);
  }
}
