import { element } from './elements.js';

/** What `import` reads; others can be dropped too, and are refused with a reason. */
const endings = '.csv,.tsv,.txt,.xlsx,.json,.jsonl,.gz,.zip';

/**
 * A place for files: they are dropped, or chosen by a button.
 * @param {(file: File) => void} take
 */
export function dropZone(take) {
  const input = element('input', { type: 'file', id: 'file', accept: endings, class: 'unseen' });
  const label = element('label', { for: 'file', class: 'button' }, 'Choose a file');
  const zone = element(
    'div',
    { class: 'drop-zone' },
    element('p', { class: 'drop-words' }, 'Drop a file here, or'),
    input,
    label,
    element(
      'p',
      { class: 'soft' },
      'An export of your CRM, shop or help desk, or a chat: CSV, Excel or text. First you see what it would become; nothing is imported before you say so.',
    ),
  );
  input.addEventListener('change', () => {
    if (!(input instanceof HTMLInputElement)) return;
    const [file] = input.files ?? [];
    if (file !== undefined) take(file);
    input.value = '';
  });
  for (const name of ['dragenter', 'dragover']) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add('over');
    });
  }
  zone.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) zone.classList.remove('over');
  });
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) take(file);
  });
  return zone;
}
