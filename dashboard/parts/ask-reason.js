import { element, keepPlace } from './elements.js';
import { wordsOf } from './page.js';

/**
 * Asks why something is to be done, and does it. It stays open while it is done, and shows why it was refused.
 * @param {{ title: string, explains: string, action: string, danger?: boolean }} words
 * @param {(reason: string) => Promise<unknown>} act
 */
export function askReason({ title, explains, action, danger = false }, act) {
  const reason = element('textarea', { id: 'reason', rows: '3', maxlength: '1000', required: '' });
  const refused = element('p', { class: 'missed', role: 'alert', hidden: '' });
  const go = element('button', { type: 'submit', ...(danger ? { class: 'danger' } : {}) }, action);
  const cancel = element('button', { type: 'button', class: 'plain' }, 'Cancel');
  const form = element(
    'form',
    { class: 'asked' },
    element('h2', { id: 'asked-title' }, title),
    element('p', {}, explains),
    element('label', { for: 'reason' }, 'Why? It is kept on record.'),
    reason,
    refused,
    element('div', { class: 'actions' }, go, cancel),
  );
  const dialog = /** @type {HTMLDialogElement} */ (element('dialog', { 'aria-labelledby': 'asked-title' }, form));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    go.setAttribute('disabled', '');
    try {
      await act(/** @type {HTMLTextAreaElement} */ (reason).value.trim());
      dialog.close();
    } catch (error) {
      refused.textContent = wordsOf(error);
      refused.hidden = false;
      go.removeAttribute('disabled');
      go.focus();
    }
  });
  cancel.addEventListener('click', () => dialog.close());
  const goOn = keepPlace();
  dialog.addEventListener('close', () => {
    dialog.remove();
    goOn();
  });
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
}
