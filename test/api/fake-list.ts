import { randomUUID } from 'node:crypto';
import type { Ports } from '../../api/ports.ts';
import type { ModelName } from '../../domain/models.ts';
import type { ChurnOutput } from '../../models/churn/output.ts';
import type { LeadScoringOutput } from '../../models/lead-scoring/output.ts';
import type { Answer } from '../../serving/answers/answer.ts';
import type { ListedAnswer } from '../../serving/answers/list-predictions.ts';
import type { Served } from '../../serving/answers/serve-rows.ts';
import { toStored } from '../../serving/answers/stored-prediction.ts';
import { stubFeatures, stubModel } from '../serving/stub-model.ts';
import { pageOf } from './fake-page.ts';
import { anna, type FakePeople } from './fake-people.ts';

const at = new Date('2026-06-01T04:00:00Z');

type Row = {
  readonly person: typeof anna;
  readonly id: string;
  readonly value: number;
  readonly up?: string[];
  readonly down?: string[];
};

const otto = { ...anna, contact: 'c-otto', name: 'Otto Klein', phone: '+49 151 7654321', owner: 'Sofia' };
const mira = { ...anna, contact: 'c-mira', name: 'Mira Sand', phone: '+43 664 7654321' };

/** Anna, who is hot, Otto, who opted out, and as many others as a test needs, each with a lead; Mira and Otto may leave. */
export function fakeList(people: FakePeople, others: number): Ports['predictions']['list'] {
  const lists: Readonly<Record<ModelName, readonly Row[]>> = {
    lead_scoring: [
      { person: anna, id: 'l-anna', value: 87.3 },
      {
        person: { ...otto, optedIn: false },
        id: 'l-otto',
        value: 71,
        up: ['Many questions'],
        down: ['Slow responses'],
      },
      ...Array.from({ length: others }, (_, place) => ({
        person: { ...anna, contact: `c-${place}`, name: `Person ${place}`, owner: null },
        ...{ id: `l-${place}`, value: 60 - (60 * place) / others },
      })),
    ],
    churn: [
      { person: mira, id: 'c-mira', value: 0.91, up: ['No order for 80 days', 'Open complaint'] },
      { person: otto, id: 'c-otto', value: 0.66, up: ['Fewer replies than before'] },
    ],
    engagement: [],
  };
  return async (model, { owner, text, unhandled, limit, after = null, offset }) => {
    const open = lists[model];
    const handled = new Set(people.kept.map(({ subject }) => subject));
    const fits = ({ person, id }: Row) =>
      (owner === undefined || person.owner === owner) &&
      (text === undefined || person.name?.toLowerCase().includes(text.toLowerCase())) &&
      !(unhandled === true && handled.has(id));
    const found = open.filter(fits);
    const batch = { id: 'b', model, versionId: 1, subjects: open.length, scoredAt: at, finishedAt: at };
    // behind a row, as the real one: whoever was handled meanwhile moves nobody from page to page
    const behind = open.slice(open.findIndex(({ id }) => id === after?.[0]) + 1).filter(fits);
    const page = pageOf(behind, { limit, after: null, offset });
    return {
      batch,
      version: '2026-05-31.1',
      total: found.length,
      open: open.length,
      predictions: page.rows.map((row) => listed(model, row)),
      next: page.next === null ? null : [page.rows.at(-1)?.id ?? ''],
    };
  };
}

function listed(model: ModelName, row: Row): ListedAnswer {
  const { person, id, value } = row;
  const by = stubModel(model, 1);
  const served: Served = {
    ...{ id: randomUUID(), subject: id, features: stubFeatures(model, 0.5), by, arm: null },
    ...{ experimentId: null, phase: null, value, modelOutput: value, confidence: 0.8, shadow: null },
    ...{ milliseconds: 0.1, error: null, at },
  };
  return {
    ...{ prediction: toStored(model, served), version: by.version.name, contact: person.contact },
    ...{ recipient: { optedIn: person.optedIn, zone: 'Europe/Vienna', zoneOfContact: true }, best: null },
    ...{ person, words: wordsOf(model, row, served), previous: value - (model === 'lead_scoring' ? 4 : 0.04) },
  };
}

function wordsOf(model: ModelName, { person, id, value, up, down }: Row, served: Served): Answer {
  if (model !== 'lead_scoring') {
    const output: ChurnOutput = {
      ...{ success: true, churn_probability: value, confidence: 0.8, risk_level: value > 0.8 ? 'critical' : 'high' },
      ...{ recommendations: ['Schedule check-in call'], risk_factors: up ?? [] },
    };
    return { model: 'churn', id, output, served };
  }
  const output: LeadScoringOutput = {
    ...{ success: true, score: value, quality_tier: 'hot', confidence: 0.8 },
    recommendation: person.optedIn
      ? 'High priority - contact immediately'
      : 'High priority - call, the contact opted out of messages',
    factors: { positive: up ?? ['High engagement', 'Quick responses'], negative: down ?? ['No conversions yet'] },
  };
  return { model, id, output, served };
}
