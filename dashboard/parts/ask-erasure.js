/** @import { ErasedPersonAnswer } from '../../api/contracts/people.ts' */
import { element, keepPlace } from './elements.js';
import { post } from './http.js';
import { wordsOf } from './page.js';

/**
 * Asks for the person's id before they are erased, and then says what was erased and what may be left for a while.
 * @param {{ contact: string, name: string }} person
 * @param {() => void} gone is called once the dialog of a person who was erased is closed
 */
export function askErasure({ contact, name }, gone) {
  const typed = /** @type {HTMLInputElement} */ (
    element('input', { id: 'confirm', autocomplete: 'off', spellcheck: 'false', required: '' })
  );
  const refused = element('p', { class: 'missed', role: 'alert', hidden: '' });
  const go = element('button', { type: 'submit', class: 'danger', disabled: '' }, 'Erase for good');
  const cancel = element('button', { type: 'button', class: 'plain' }, 'Cancel');
  const form = element(
    'form',
    { class: 'asked' },
    element('h2', { id: 'asked-title' }, `Erase ${name}?`),
    element(
      'p',
      {},
      'All that is known of this person goes: messages, orders, leads, scores, mails that name them. They do not come back by imports, sources or webhooks. It cannot be taken back.',
    ),
    element('label', { for: 'confirm' }, `Type ${contact} to confirm.`),
    typed,
    refused,
    element('div', { class: 'actions' }, go, cancel),
  );
  const dialog = /** @type {HTMLDialogElement} */ (element('dialog', { 'aria-labelledby': 'asked-title' }, form));
  const goOn = keepPlace();
  let erased = false;
  typed.addEventListener('input', () => go.toggleAttribute('disabled', typed.value.trim() !== contact));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    go.setAttribute('disabled', '');
    try {
      const answer = await post(`/api/v1/people/${encodeURIComponent(contact)}/erase`, { confirm: contact });
      erased = true;
      dialog.replaceChildren(done(answer, () => dialog.close()));
    } catch (error) {
      refused.textContent = wordsOf(error);
      refused.hidden = false;
      go.removeAttribute('disabled');
      go.focus();
    }
  });
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (erased) gone();
    else goOn();
  });
  document.body.append(dialog);
  dialog.showModal();
  typed.focus();
}

/** @param {ErasedPersonAnswer} answer @param {() => void} close */
function done({ erased, remains }, close) {
  const rows = Object.values(erased).reduce((sum, count) => sum + count, 0);
  const button = element('button', { type: 'button' }, 'Close');
  button.addEventListener('click', close);
  return element(
    'div',
    { class: 'asked' },
    element('h2', { id: 'asked-title', tabindex: '-1' }, 'Erased'),
    element('p', { role: 'status' }, `${rows} rows, mails and files held something of this person.`),
    element('p', {}, 'For a while something may be left in:'),
    element('ul', {}, ...remains.map(({ where, until }) => element('li', {}, `${where}: until ${until}`))),
    element('div', { class: 'actions' }, button),
  );
}
