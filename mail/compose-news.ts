import { shortMetricName } from '../domain/metric-titles.ts';
import { type ModelName, modelTitles } from '../domain/models.ts';
import type { Metrics } from '../domain/targets.ts';
import { utcMinute } from '../domain/utc-minute.ts';
import type { NewMail } from '../store/alerts/mails.ts';
import { messageIdOf } from './compose-alert.ts';
import { type Advice, type Letter, letterHtml, letterText } from './letter.ts';

/** A candidate that doesn't serve and is far from the guide's limits. It degrades nothing: what serves is another version. */
export type CandidateNews = {
  readonly model: ModelName;
  readonly candidate: {
    readonly version: string;
    readonly metrics: Metrics;
    readonly onTrial: boolean;
    /** Why it doesn't serve, in a sentence. */
    readonly reason: string;
  };
  readonly serving: {
    readonly version: string;
    readonly since: Date;
    readonly metrics: Metrics;
    /** What labels say about it, in words; null: nothing yet. */
    readonly live: string | null;
    /** Open incidents about it. */
    readonly incidents: readonly { readonly id: number; readonly title: string }[];
  };
  readonly facts: Letter['facts'];
  readonly causes: readonly string[];
};

/** The guide's figures of a model: what its limits are about. */
const guideFigures: Readonly<Record<ModelName, readonly string[]>> = {
  lead_scoring: ['mae', 'r2'],
  churn: ['accuracy'],
  engagement: ['accuracy'],
};

/** The guide's mail about a candidate that was refused or goes on trial: first that what serves is unchanged, and how it stands. */
export function composeNews(input: {
  readonly key: string;
  readonly news: CandidateNews;
  readonly recipient: string;
  readonly dashboardUrl: string;
}): NewMail {
  const { key, news, recipient, dashboardUrl } = input;
  const { model, candidate, serving, facts, causes } = news;
  const title = modelTitles[model].toLowerCase();
  const figures = figuresOf(model, candidate.metrics);
  const fate = candidate.onTrial ? 'candidate on trial' : 'candidate refused';
  const letter: Letter = {
    subject: `ML Model Performance Alert: ${title} ${fate} (${figures})`.replace(/\s+/g, ' '),
    opening: `The ${title} that serves is unchanged: version ${serving.version}, ${figuresOf(model, serving.metrics)} in its evaluation`,
    lead: [
      `It has served since ${utcMinute(serving.since)} UTC. ${serving.live ?? 'None of its predictions have labels yet.'} ${standing(serving.incidents)}`,
      `A new candidate ${candidate.onTrial ? 'goes on trial beside it' : 'was refused'}: version ${candidate.version}, ${figures}. Nobody has to do anything for what serves.`,
    ],
    matters: [
      {
        title: `Why the candidate ${candidate.onTrial ? 'is not deployed yet' : 'was refused'}`,
        lines: [candidate.reason],
      },
    ],
    facts,
    causes,
    advice: adviceFor(news, dashboardUrl),
  };
  return {
    key: `${key}/${recipient}`,
    messageId: messageIdOf(key, recipient),
    recipient,
    subject: letter.subject,
    body: letterText(letter),
    html: letterHtml(letter),
  };
}

function figuresOf(model: ModelName, metrics: Metrics): string {
  const figure = (metric: string) => metrics[metric]?.toFixed(2) ?? 'undefined';
  return guideFigures[model].map((metric) => `${shortMetricName(metric)}=${figure(metric)}`).join(', ');
}

function standing(incidents: CandidateNews['serving']['incidents']): string {
  if (incidents.length === 0) return 'No incident about it is open.';
  const named = incidents.map(({ id, title }) => `incident ${id}, ${title}`).join('; ');
  return `Open about it: ${named}.`;
}

function adviceFor({ model, serving, causes }: CandidateNews, dashboardUrl: string): Advice[] {
  const data = {
    command: 'npx perennial data',
    text: 'to see what looks wrong in what it learnt from',
    button: { label: 'See the data', url: `${dashboardUrl}/#readiness` },
  };
  const history = { command: `npx perennial history --model ${model}`, text: 'to compare it with earlier runs' };
  const named = serving.incidents.map(({ id }) => ({
    command: 'npx perennial alerts list',
    text: `to see how incident ${id} about the serving version stands`,
  }));
  return [...named.slice(0, 1), ...(causes.length === 0 ? [] : [data]), history];
}
