/** @import { ExperimentAnswer } from '../../api/contracts/experiments.ts' */
import { askReason } from './ask-reason.js';
import { element } from './elements.js';
import { post } from './http.js';
import { may } from './may.js';

/**
 * @type {Readonly<Record<ExperimentAnswer['commands'][number], { path: string, label: string, title: string, explains: string, look: string }>>}
 */
const commands = {
  promote: {
    ...{ path: 'promote', label: 'Promote', title: 'Promote the challenger?', look: 'plain' },
    explains: 'It serves everybody at once, and the experiment ends without waiting for the evidence.',
  },
  resume: {
    ...{ path: 'resume', label: 'Resume', title: 'Resume the experiment?', look: '' },
    explains: 'It goes on with a new phase, after a pause in which outcomes of the old one come in.',
  },
  pause: {
    ...{ path: 'pause', label: 'Pause', title: 'Pause the experiment?', look: 'plain' },
    explains: 'The champion serves everybody until somebody resumes it.',
  },
  rollBack: {
    ...{ path: 'rollback', label: 'Roll back', title: 'Roll the challenger back?', look: 'danger' },
    explains: 'The experiment ends, and the champion serves everybody.',
  },
};

const order = /** @type {const} */ (['resume', 'promote', 'pause', 'rollBack']);

/** As the API names them. */
const operations = /** @type {const} */ ({
  promote: 'promoteExperiment',
  rollBack: 'rollBackExperiment',
  pause: 'pauseExperiment',
  resume: 'resumeExperiment',
});

/**
 * What may be done with it now, each with a reason.
 * @param {ExperimentAnswer} experiment @param {() => unknown} done
 */
export function experimentActions({ id, commands: possible }, done) {
  return order
    .filter((name) => possible.includes(name) && may(operations[name]))
    .map((name) => {
      const { path, label, title, explains, look } = commands[name];
      const button = element('button', { type: 'button', ...(look === '' ? {} : { class: look }) }, label);
      button.addEventListener('click', () =>
        askReason({ title, explains, action: label, danger: look === 'danger' }, async (reason) => {
          await post(`/api/v1/experiments/${encodeURIComponent(id)}/${path}`, { reason });
          done();
        }),
      );
      return button;
    });
}
