/**
 * What whoever gets an alert does, by the rule's id: docs/runbook.md and the page /runbook are written from it. Plain text; a
 * command stands whole, and `<model>` in it is to be replaced.
 */
export type RunbookEntry = {
  /** What is true when it fires, and what that costs. */
  readonly means: string;
  readonly see: readonly Instruction[];
  /** The likeliest first. */
  readonly causes: readonly string[];
  readonly act: readonly Instruction[];
  /** When it is over. */
  readonly ends: string;
};

export type Instruction = { readonly command?: string; readonly text: string };

const metrics = {
  command: 'npx perennial metrics <model>',
  text: 'the figure day by day, beside the holdout and the target',
};
const history = {
  command: 'npx perennial history --model <model>',
  text: 'what was trained, from how much, with which result',
};
const incident = {
  command: 'npx perennial alerts list',
  text: 'the incident, since when, and what was done automatically',
};
const train = {
  command: 'npx perennial train <model>',
  text: 'learn from what happened since; it serves only if it is no worse',
};
const rollBack = {
  command: 'npx perennial rollback <model> --why "..."',
  text: 'where it began with a deployment: the version before serves at once',
};
const data = {
  command: 'npx perennial data <model>',
  text: 'what there is to learn from, what is missing, what looks wrong',
};
const acknowledge = {
  command: 'npx perennial alerts ack <incident>',
  text: 'say that you look after it: the mail is not repeated',
};
const doctor = { command: 'npx perennial doctor', text: 'what is reachable, and what to do about the rest' };
const imports = {
  command: 'npx perennial import exports',
  text: 'bring what is missing; what is there already changes nothing',
};

const twoWindows = 'When two windows in a row are at 90% of the limit or better, or when another version serves.';
const figureCauses = [
  'A version was deployed lately that does worse on new data than on its holdout.',
  'The business changed (prices, channels, a new campaign), so that what was learnt holds no more.',
  'Outcomes or messages stopped arriving, so that labels are wrong: look for an open incident `no_data`.',
] as const;

function figure(means: string, more: Partial<RunbookEntry> = {}): RunbookEntry {
  return {
    means,
    see: [metrics, history, incident],
    causes: figureCauses,
    act: [rollBack, train, acknowledge],
    ends: twoWindows,
    ...more,
  };
}

const ownMeans = (of: string) =>
  `${of} The version never met the guide's limit, so it is held against what it reached in its own evaluation: it is beyond the worse end of that interval.`;
const nothing = {
  causes: [
    'The version learnt from labels that no longer mean the same, such as another source of ratings.',
    ...figureCauses,
  ],
  act: [rollBack, data, train, acknowledge],
} as const;

export const runbook: Readonly<Record<string, RunbookEntry>> = {
  mae_rise: figure(
    "The scores of the lead scoring model are further from the truth than the champion's were when it was evaluated, by more than a fifth. It is an early sign, shown and not mailed.",
    { act: [{ ...metrics, text: 'whether it goes on rising' }, train] },
  ),
  r2_low: figure(
    'The scores explain less than three quarters of the differences between leads. It is an early sign, shown and not mailed: the order of the call list is still useful.',
    { act: [{ ...metrics, text: 'whether it goes on falling' }, train] },
  ),
  mae_high: figure(
    'Scores are off by more than 15 points on average: a lead of 60 may as well be a 45 or a 75. Do not trust tiers; trust the order of the list only.',
  ),
  r2_very_low: figure(
    'The scores explain less than 70% of the differences between leads: the order of the call list is worth little more than chance for leads that are close to each other.',
  ),
  accuracy_low: figure(
    'Of ten answers, more than three are wrong: who is said to leave stays, or the other way round. Hold back offers that cost money.',
  ),
  mae_own: figure(ownMeans('Scores are further from the truth than they were.')),
  r2_own: figure(ownMeans('The scores explain less of the differences between leads than they did.')),
  accuracy_own: figure(ownMeans('More answers are wrong than there were.')),
  r2_nothing: figure(
    'The mean of all leads would be nearer to the truth than the scores. Do not use the list until another version serves.',
    nothing,
  ),
  skill_nothing: figure(
    'The share of all contacts would be nearer to the truth than the probabilities. Do not use the answers until another version serves.',
    nothing,
  ),
  errors_rise: figure(
    'All of the newest answers whose truth is known, from one of them on, are further off than the version was in its evaluation: by five standard errors, which chance does not make. It is a leading sign, days before the mean of a window shows the same.',
    { act: [{ ...metrics, text: 'whether the other figures follow in the next days' }, rollBack, acknowledge] },
  ),
  below_target: {
    means:
      "The version that serves is better than knowing nothing, and below the guide's target, which it has never met. It is a note: it says how far to trust the answers, and nobody is mailed.",
    see: [metrics, data],
    causes: [
      'There is too little history.',
      'What decides the outcome is in no column.',
      'The outcome is hard to foresee at all.',
    ],
    act: [
      { ...data, text: 'the samples, classes and columns that are missing' },
      { text: 'Import columns of your own: docs/attributes.md. Rate leads, where nobody does.' },
    ],
    ends: 'When a version meets the target.',
  },
  drift: {
    means:
      'What comes in today differs from what the model learnt from (a population stability index above 0.25, above its noise). Answers may still be right: labels, which come later, will tell.',
    see: [
      {
        command: 'npx perennial metrics <model> --source drift',
        text: 'which features moved, the worst first, and whether the outputs did',
      },
      { command: 'npx perennial import --list', text: 'whether an import came with other columns or values' },
    ],
    causes: [
      'An import maps a column otherwise than before, or leaves it empty.',
      'A season, a campaign or a new channel brings other people.',
      'The model is old: it learnt from a smaller business.',
    ],
    act: [
      {
        command: 'npx perennial import --undo <import>',
        text: 'where an import is to blame; then import it as it should be',
      },
      train,
      acknowledge,
    ],
    ends: 'When two measurements in a row are well below the limit, or when another version serves.',
  },
  no_data: {
    means:
      'A figure can not be computed, because what it is made of did not come: no messages, no outcomes, or one class only. Nothing is judged meanwhile, and no training starts by itself.',
    see: [
      { ...incident, text: 'what stopped arriving, and since when' },
      { command: 'npx perennial import --list', text: 'the last import of each file' },
      data,
    ],
    causes: [
      'The export or the connection of the CRM stopped.',
      'Outcomes are not reported any more: stages, conversion dates, orders.',
      'The business is closed for a while.',
    ],
    act: [imports, { command: 'curl -X POST .../api/v1/outcomes', text: 'or report outcomes by the API' }, acknowledge],
    ends: 'With the first measurement that has data again. Then figures of the gap are judged anew.',
  },
  feed_changed: {
    means:
      'Data arrives, but part of it is other than it was: a table has stopped while others go on, a column is empty or the same in all new rows though it never was, or a value keeps coming that nobody knew. What a model makes of it is a guess, and answers get worse by and by.',
    see: [
      { ...incident, text: 'which table or column, and since when' },
      { command: 'npx perennial import --list', text: 'whether an import came with other columns or values' },
      { command: 'npx perennial metrics <model> --source drift', text: 'which features moved with it' },
    ],
    causes: [
      'The CRM renamed a field, or the export leaves it out.',
      'A connection (a webhook, a gateway) broke or lost a permission.',
      'The business does something new: another country, another channel; or it stopped something, such as its campaigns.',
    ],
    act: [
      {
        text: 'Mend the connection or the mapping; then import what was lost. What is new and right needs nothing: the next trainings learn it.',
      },
      {
        command: 'npx perennial import --undo <import>',
        text: 'where an import is to blame; then import it as it should be',
      },
      acknowledge,
    ],
    ends: 'With the first rows that are as they were, or once it has been so for four weeks (a column, a value) or eight (a table).',
  },
  training_failed: {
    means: 'A training ended without a model. The version that served before still serves; it only gets older.',
    see: [history, { command: 'npx perennial status', text: 'the last training, with its message' }, data],
    causes: [
      '`not_enough_training_data`: fewer samples or classes than a model needs.',
      '`no_better_than_baseline`: nothing was learnt that helps.',
      'A server was away for longer than its steps are repeated.',
    ],
    act: [{ ...data, text: 'what the error names: what is missing or wrong' }, imports, train, acknowledge],
    ends: 'With the next training of the model that completes.',
  },
  schedule_missed: {
    means:
      'Something that runs by itself (retraining, scoring, monitoring) did not fire when it was due. Lists and figures may be from before.',
    see: [{ command: 'npx perennial schedule list', text: 'when each fired last, and what came of it' }, doctor],
    causes: [
      'Perennial or Temporal did not run at that time, for longer than a firing is made up for.',
      'The run before was still at work.',
      'The schedule was deleted in the Temporal Web UI.',
    ],
    act: [
      { command: 'npm start', text: 'if it does not run: it creates missing schedules too' },
      { command: 'npx perennial schedule trigger <schedule> --why "..."', text: 'make up for it now' },
      acknowledge,
    ],
    ends: 'With the next firing.',
  },
  source_failing: {
    means:
      'A source of data can not be read, or was not read for too long. What it knows is missing here; nothing is lost or skipped, for reading goes on where it stood.',
    see: [
      { command: 'npx perennial source list', text: 'which source, since when, and why' },
      { command: 'npx perennial source test <source>', text: 'which of its tables or files can be read' },
    ],
    causes: [
      'Its user lost a permission, or its password was changed: `source_refused`.',
      'The other system was upgraded, and its tables are not as they were, or many of its rows are gone: `source_changed`.',
      'A file in its folder can not be taken: `source_changed` names it. Others are in.',
      'Its server is away, a query takes too long there, or its folder is gone: `source_unavailable`.',
      'The clock of its server went back: `source_clock`.',
      'No worker runs, so that nobody reads.',
    ],
    act: [
      { text: 'Do what the list says for the source.' },
      { command: 'npx perennial source sync <source>', text: 'read it at once, instead of at the next time' },
      { command: 'npx perennial source pause <source>', text: 'where it is away on purpose' },
      acknowledge,
    ],
    ends: 'When it was read to the end, was paused or was removed.',
  },
  disk_low: {
    means:
      'A disk that Perennial writes to is almost full. When it is full, trainings wait for room and fail with `disk_full` when none was made for some twenty minutes; imports stop with it. Nothing is lost.',
    see: [{ ...doctor, text: 'which disk, and how much is free' }],
    causes: [
      'Exports and rejects that are not needed any more.',
      'Logs or backups on the same disk.',
      'Models and training sets that are still in their retention.',
    ],
    act: [
      { text: 'Free space on that disk: backups and old exports first.' },
      {
        command: 'npx perennial schedule trigger retention-daily --why "disk"',
        text: 'delete what is past its retention now',
      },
      {
        text: 'Shorten PERENNIAL_KEEP_PREDICTIONS and its like (docs/configuration.md), or move the state: PERENNIAL_HOME, PERENNIAL_ARTIFACTS.',
      },
      acknowledge,
    ],
    ends: 'When the next hourly look finds enough room.',
  },
  gate_invalid: {
    means:
      'The comparison of champion and challenger can not be trusted: arms got other shares than planned, or people got both. It stands still, the champion serves all.',
    see: [
      { command: 'npx perennial gate list', text: 'the experiment' },
      { command: 'npx perennial gate show <experiment>', text: 'the look that found it, with its reason' },
    ],
    causes: [
      'Merged contacts were in both arms.',
      'A program asks by ids of another kind than before.',
      'Predictions are made and never shown.',
    ],
    act: [
      {
        command: 'npx perennial gate resume <experiment> --why "..."',
        text: 'once the cause is mended: a new phase begins, nothing of the old one counts',
      },
      { command: 'npx perennial gate rollback <experiment> --why "..."', text: 'or end it: the champion serves all' },
      acknowledge,
    ],
    ends: 'When the experiment is resumed or ended. After two weeks without a decision the champion is kept.',
  },
  gate_unattended: {
    means:
      'No look at an experiment succeeded for a while, so its challenger could harm unseen: the champion serves all until a look succeeds.',
    see: [{ command: 'npx perennial gate show <experiment>', text: 'the last look' }, doctor],
    causes: ['No worker runs, or Temporal is away.', 'A file of one of the two versions can not be read.'],
    act: [
      { command: 'npm start', text: 'if no worker runs; with compose: docker compose up -d' },
      { ...doctor, text: 'which server or file is missing' },
      { command: 'npx perennial gate rollback <experiment> --why "..."', text: 'end it, where the file is lost' },
      acknowledge,
    ],
    ends: 'With the next look that succeeds.',
  },
};

/** Where an API shows what to do about incidents of this rule. */
export function runbookPath(rule: string): string {
  return `/runbook#${rule}`;
}
