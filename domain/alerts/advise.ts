import type { ModelName } from '../models.ts';
import type { Cause, CauseKind } from './diagnosis.ts';

/** Something to do: a command with what it is for, and a button with the page of the dashboard where it can be pressed. */
export type Advice = {
  readonly command?: string;
  readonly text: string;
  /** `page` stands after # in the address. */
  readonly button?: { readonly label: string; readonly page: string };
};

type Told = {
  readonly model: ModelName | null;
  readonly notices: readonly {
    readonly rule: { readonly id: string };
    readonly incidentId: number;
    /** As in `AlertNotice`. */
    readonly answer: string;
  }[];
  readonly causes: readonly Cause[];
  readonly rollbackTo: string | null;
};

const importData: Advice = {
  command: 'npx perennial import exports',
  text: 'to bring the missing data',
  button: { label: 'See what is missing', page: 'readiness' },
};

/** A second cause is worth advice of its own when its evidence comes this near to the first one's. */
const near = 0.15;

/** What to do: what mends the likeliest cause, then how to say that somebody looks after it. */
export function advise(told: Told): Advice[] {
  const acknowledge = {
    command: `npx perennial alerts ack ${told.notices[0]?.incidentId}`,
    text: "to say that you are looking after it; then the mail isn't repeated",
  };
  return [...mendingAdvice(told), acknowledge];
}

/** What mends the likeliest cause. */
export function mendingAdvice(told: Told): Advice[] {
  const events = told.notices.flatMap(({ rule }) => eventAdvice[rule.id] ?? []);
  if (events.length > 0) return events;
  if (told.model === null) return [importData];
  const [first, second] = told.causes;
  const likely = [first, second].filter((each) => each !== undefined && each.weight >= first.weight - near);
  const kinds = new Set(likely.flatMap((each) => (each === undefined ? [] : [each.kind])));
  const mending = [...kinds].flatMap((kind) => mend[kind](told, told.model));
  return mending.length > 0 ? mending : mend.circumstance(told, told.model);
}

/** By rule: what mends an event whatever its cause. */
const eventAdvice: Readonly<Record<string, readonly Advice[]>> = {
  gate_invalid: [{ command: 'npx perennial gate list', text: 'to see the experiment; then resume it or roll it back' }],
  gate_unattended: [
    {
      command: 'npx perennial doctor',
      text: 'to see which server is gone; the experiment goes on with its next look',
    },
  ],
  schedule_missed: [
    {
      command: 'npx perennial schedule list',
      text: 'to see what fired; npx perennial schedule trigger makes up for it',
    },
  ],
  feed_changed: [
    {
      command: 'npx perennial import --list',
      text: 'to see whether an import brought it; then import it as it should be',
    },
    {
      text: 'Otherwise look after the connection that brings it. What is new and right needs nothing: the next trainings learn it.',
    },
  ],
  source_failing: [
    {
      command: 'npx perennial source list',
      text: 'to see which source, and what to do there; it goes on by itself once it can',
      button: { label: 'See what is wrong', page: 'connections' },
    },
  ],
  disk_low: [{ command: 'npx perennial doctor', text: 'to see which disk; then free some space on it' }],
  training_failed: [
    { command: 'npx perennial history', text: 'to see the error and its remedy; then npx perennial train' },
  ],
};

const mend: Readonly<Record<CauseKind, (told: Told, model: ModelName | null) => Advice[]>> = {
  deployment: ({ rollbackTo }, model) =>
    rollbackTo === null
      ? []
      : [
          {
            command: `npx perennial rollback ${model} --why "worse than before"`,
            text: `to let version ${rollbackTo} serve again, at once`,
            button: { label: 'Roll back', page: `rollback-${model}` },
          },
        ],
  missing_data: () => [importData],
  labels_due: () => [{ text: 'Nothing yet: wait until labels have come. It is judged as soon as there are enough.' }],
  world_changed: ({ notices }, model) =>
    notices.some(({ answer }) => answer !== '')
      ? [
          { text: 'Nothing at once: it is trained again on what happened since.' },
          { command: `npx perennial train ${model}`, text: "to do so now, if it isn't under way" },
        ]
      : [
          {
            command: `npx perennial train ${model}`,
            text: 'to learn from what happened since',
            button: { label: 'Train', page: 'train' },
          },
        ],
  inputs_moved: (_, model) => [
    {
      command: `npx perennial metrics ${model}`,
      text: 'to see what moved; whether the answers are wrong, labels will tell, and then it is trained again',
    },
  ],
  weak: (_, model) => [
    { command: 'npx perennial data', text: `to see what ${model} lacks: training again on the same data won't help` },
  ],
  circumstance: (_, model) => [
    {
      command: `npx perennial history --model ${model}`,
      text: 'to see the last runs; npx perennial data shows what there is to learn from',
    },
  ],
};
