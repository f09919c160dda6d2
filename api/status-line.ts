import { findRule } from '../domain/alerts/rules.ts';
import { type ModelName, modelNames } from '../domain/models.ts';
import { dayOf, timeOf } from '../models/engagement/local-time.ts';

/** What the line on every page is made of. */
export type Standing = {
  readonly models: readonly {
    readonly model: ModelName;
    readonly state: 'healthy' | 'below_target' | 'missing';
    readonly synthetic: boolean;
  }[];
  /** Firing, newest first. */
  readonly incidents: readonly { readonly id: number; readonly model: ModelName | null; readonly rule: string }[];
  /** null: none is in progress. */
  readonly training: { readonly progress: number } | null;
  /** Asked for only where no model is trained. */
  readonly hasData: boolean;
  readonly experiments: number;
  readonly nextTrainingAt: Date | null;
  /** Temporal answers: without it nothing is trained. */
  readonly reachable: boolean;
  readonly zone: string;
};

export type StatusLine = {
  readonly tone: 'good' | 'live' | 'warn' | 'bad';
  readonly sentence: string;
  readonly action: { readonly label: string; readonly page: string } | null;
};

const modelTitles: Readonly<Record<ModelName, string>> = {
  lead_scoring: 'Lead scoring',
  churn: 'Churn',
  engagement: 'Engagement',
};
const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const inWords = (count: number) => words[count] ?? String(count);
const started = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** All is well, in a few words; or one sentence about the worst, with what to press. */
export function statusLine(standing: Standing): StatusLine {
  const { models, incidents, training, reachable } = standing;
  const [incident] = incidents;
  if (incident !== undefined) {
    const what = `${incident.model === null ? 'The pipeline' : modelTitles[incident.model]}: ${findRule(incident.rule)?.title ?? incident.rule}`;
    const more = incidents.length > 1 ? `, and ${inWords(incidents.length - 1)} more` : '';
    return {
      tone: 'bad',
      sentence: `${what}${more}`,
      action: { label: 'Look at it', page: `incident-${incident.id}` },
    };
  }
  if (!reachable)
    return {
      tone: 'bad',
      sentence: 'Temporal does not answer: nothing is trained or scored until it does',
      action: null,
    };
  if (training !== null)
    return {
      tone: 'live',
      sentence: `Training, ${Math.round(training.progress)}% done${models.every(({ state }) => state === 'missing') ? '' : ' · the deployed models go on answering'}`,
      action: { label: 'Watch it', page: 'models' },
    };
  const present = models.filter(({ state }) => state !== 'missing');
  if (present.length === 0 && !standing.hasData)
    return { tone: 'warn', sentence: 'There is no data yet', action: { label: 'Bring it in', page: 'data' } };
  if (present.length === 0)
    return { tone: 'warn', sentence: 'No model is trained yet', action: { label: 'Train', page: 'models' } };
  const below = present.filter(({ state }) => state === 'below_target');
  const pretend = present.some(({ synthetic }) => synthetic) ? 'of a pretend business' : '';
  const parts = [
    modelWords(models.length, present.length, below),
    pretend,
    trainingWords(standing),
    experimentWords(standing),
  ];
  return {
    tone: below.length > 0 || present.length < models.length ? 'warn' : 'good',
    sentence: parts.filter((part) => part !== '').join(' · '),
    action: null,
  };
}

function modelWords(all: number, present: number, below: Standing['models']): string {
  if (present < all) return started(`${inWords(present)} of ${inWords(all)} models trained`);
  if (below.length === 0) return started(`${inWords(all)} models healthy`);
  const named = below.map(({ model }) => modelTitles[model].toLowerCase()).join(' and ');
  return started(`${below.length === modelNames.length ? 'all models' : named} below target`);
}

function trainingWords({ nextTrainingAt, zone }: Standing): string {
  if (nextTrainingAt === null) return 'no training is scheduled';
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
  return `next training ${dayOf(nextTrainingAt, zone)} ${timeOf(nextTrainingAt, zone)} ${city}`;
}

function experimentWords({ experiments }: Standing): string {
  if (experiments === 0) return '';
  return `${inWords(experiments)} experiment${experiments === 1 ? '' : 's'}`;
}
