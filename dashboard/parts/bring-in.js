/** @import { Fields, Upload } from '../../api/contracts/imports.ts' */
/** @import { Opened } from './page.js' */
import { dropZone } from './drop-zone.js';
import { element, redraw } from './elements.js';
import { onEvents } from './events.js';
import { get, post } from './http.js';
import { importCard } from './import-card.js';
import { may, whyNot } from './may.js';
import { wordsOf } from './page.js';
import { sendFile } from './send-file.js';

/** ms between two looks at a file that is worked on. */
const askEvery = 700;

/**
 * A place for files, and the file that came last with what is to be decided about it. The address names it, so it is here again after a
 * reload.
 * @param {HTMLElement} place under its heading
 * @param {Pick<Opened, 'id' | 'leaving'>} opened
 * @param {{ changed: () => void, takeBack: (batch: number) => Promise<void> }} told `changed`: rows came or went
 */
export function bringIn(place, { id, leaving }, { changed, takeBack }) {
  const heading = place.querySelector('h2') ?? '';
  const problem = element('p', { class: 'refused', role: 'alert', hidden: '' });
  let timer = 0;
  let current = '';
  let shown = '';
  /** @type {Fields['tables']} */
  let fields = [];
  leaving.addEventListener('abort', () => clearTimeout(timer), { once: true });
  onEvents(['upload'], leaving, (event) => {
    if (event.topic === 'missed' || (event.topic === 'upload' && event.id === current)) read();
  });
  if (id === '' || !may('uploadFile')) empty();
  else open(id);

  function empty() {
    current = '';
    shown = '';
    history.replaceState(null, '', '#data');
    redraw(place, [heading, problem, may('uploadFile') ? dropZone(send) : whyNot('bring in files')]);
  }

  /** @param {string} upload */
  function open(upload) {
    current = upload;
    history.replaceState(null, '', `#data/${upload}`);
    read();
  }

  /** @param {File} file */
  async function send(file) {
    told(null);
    const bar = element('progress', { max: '1', value: '0', 'aria-label': `Sending ${file.name}` });
    redraw(place, [heading, problem, element('p', { role: 'status' }, `Sending ${file.name}`), bar]);
    try {
      const upload = await sendFile(file, (share) => bar.setAttribute('value', String(share)), leaving);
      open(upload.id);
    } catch (error) {
      if (leaving.aborted) return;
      empty();
      told(error);
    }
  }

  async function read() {
    clearTimeout(timer);
    const asked = current;
    if (asked === '' || leaving.aborted) return;
    try {
      /** @type {Upload} */
      const upload = await get(`/api/v1/imports/${asked}`);
      if (upload.inspection !== null && fields.length === 0) ({ tables: fields } = await get('/api/v1/imports/fields'));
      if (asked === current && !leaving.aborted) show(upload);
    } catch (error) {
      if (leaving.aborted || asked !== current) return;
      if (shown === '') empty();
      told(error);
      timer = setTimeout(read, askEvery * 5);
    }
  }

  /** @param {Upload} upload */
  function show(upload) {
    if (upload.state === 'working') timer = setTimeout(read, askEvery);
    const mark = JSON.stringify(upload);
    if (mark === shown) return;
    const before = shown === '' ? null : /** @type {Upload} */ (JSON.parse(shown));
    shown = mark;
    redraw(place, [
      heading,
      problem,
      ...importCard(upload, {
        press: (step) => act(post(`/api/v1/imports/${upload.id}/${step}`, {})),
        lookAgain: (options) => act(post(`/api/v1/imports/${upload.id}/inspect`, options)),
        fields,
        takeBack: (batch) => act(takeBack(batch).then(empty)),
        leave() {
          told(null);
          empty();
          place.querySelector('input')?.focus();
        },
      }),
    ]);
    // whoever pressed a button goes on where the answer stands
    if (before !== null && before.state !== upload.state) place.querySelector('h3')?.focus();
    if (before !== null && before.state !== upload.state && upload.state === 'imported') changed();
  }

  /** @param {Promise<unknown>} press */
  async function act(press) {
    told(null);
    try {
      await press;
      await read();
    } catch (error) {
      told(error);
    }
  }

  /** @param {unknown} error null: nothing is wrong */
  function told(error) {
    problem.textContent = error === null ? '' : wordsOf(error);
    problem.hidden = error === null;
  }
}
