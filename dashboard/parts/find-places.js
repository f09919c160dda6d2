/** @import { ModelName } from '../../api/contracts/scalars.ts' */
import { modelAddress, purposes } from './model-words.js';
import { modelTitles } from './wording.js';

/**
 * Something that can be found. `words`: what else it is found by. `verb`: it is found only by whoever names one of these.
 * @typedef {{ href: string, title: string, hint: string, words?: string, verb?: string }} Entry
 */

/** @type {readonly Entry[]} */
export const pageEntries = [
  { href: '#today', title: 'Today', hint: 'Whom to call, to keep, to write to', words: 'home list leads won lost csv' },
  { href: '#models', title: 'Models', hint: 'How good they are, and training', words: 'train stop runs accuracy' },
  {
    ...{ href: '#experiments', title: 'Experiments', hint: 'Challengers on trial' },
    words: 'gate verdict lift promote pause resume',
  },
  {
    ...{ href: '#watch', title: 'Watch', hint: 'Incidents, metrics, calendar, mailbox' },
    words: 'alerts drift schedules history mails',
  },
  {
    ...{ href: '#data', title: 'Data', hint: 'Bring in a CSV, and see what is there' },
    words: 'import upload quality readiness',
  },
  {
    ...{ href: '#connections', title: 'Ways in and out', hint: 'What comes and goes by itself' },
    words: 'sources webhooks destinations connections folders sync lag parked slack chatwoot shopify stripe whatsapp',
  },
  { href: '/runbook', title: 'Runbook', hint: 'What each alert means, and what to do', words: 'help incidents rules' },
  { href: '/docs#/ML%20Training', title: 'API', hint: 'For programs', words: 'documentation docs openapi' },
];

/** @type {readonly Entry[]} */
export const modelEntries = /** @type {ModelName[]} */ (Object.keys(modelTitles)).flatMap((model) => {
  const [href, title] = [modelAddress(model), modelTitles[model]];
  return [
    { href, title, hint: purposes[model], words: 'model version compare export onnx' },
    {
      href: `${href}/rollback`,
      title: `Roll back ${title}`,
      hint: 'To the version before',
      verb: 'roll rollback undo',
    },
    { href, title: `Deploy a version of ${title}`, hint: 'Choose one on its page', verb: 'deploy' },
  ];
});

/** Those where each word of the text begins a word of the entry. @param {readonly Entry[]} entries @param {string} text */
export function matching(entries, text) {
  const asked = wordsIn(text);
  return entries.filter(({ title, hint, words = '', verb }) => {
    const known = wordsIn(`${title} ${hint} ${words} ${verb ?? ''}`);
    return (
      asked.every((each) => known.some((word) => word.startsWith(each))) &&
      (verb === undefined ||
        wordsIn(verb).some((word) => asked.some((each) => each.length > 1 && word.startsWith(each))))
    );
  });
}

/** Without case and accents. @param {string} text */
function wordsIn(text) {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}
