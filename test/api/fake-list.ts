import { randomUUID } from 'node:crypto';
import type { Ports } from '../../api/ports.ts';
import type { AnswerOf } from '../../serving/answers/answer.ts';
import type { ListedAnswer } from '../../serving/answers/list-predictions.ts';
import type { Served } from '../../serving/answers/serve-rows.ts';
import { toStored } from '../../serving/answers/stored-prediction.ts';
import { stubFeatures, stubModel } from '../serving/stub-model.ts';
import { anna, type FakePeople } from './fake-people.ts';

const at = new Date('2026-06-01T04:00:00Z');

/** Anna, who is hot, Otto, who opted out, and as many others as a test needs, each with a lead. */
export function fakeList(people: FakePeople, others: number): Ports['predictions']['list'] {
  const everybody = [
    { person: anna, id: 'l-anna', score: 87.3 },
    {
      person: {
        ...anna,
        contact: 'c-otto',
        name: 'Otto Klein',
        phone: '+49 151 7654321',
        owner: 'Sofia',
        optedIn: false,
      },
      ...{ id: 'l-otto', score: 71 },
    },
    ...Array.from({ length: others }, (_, place) => ({
      person: { ...anna, contact: `c-${place}`, name: `Person ${place}`, owner: null },
      ...{ id: `l-${place}`, score: 60 - (60 * place) / others },
    })),
  ];
  return async (model, { owner, text, unhandled, limit, offset }) => {
    const open = model === 'lead_scoring' ? everybody : [];
    const handled = new Set(people.kept.map(({ subject }) => subject));
    const found = open.filter(
      ({ person, id }) =>
        (owner === undefined || person.owner === owner) &&
        (text === undefined || person.name?.toLowerCase().includes(text.toLowerCase())) &&
        !(unhandled === true && handled.has(id)),
    );
    const batch = { id: 'b', model, versionId: 1, subjects: open.length, scoredAt: at, finishedAt: at };
    return {
      batch,
      version: '2026-05-31.1',
      total: found.length,
      open: open.length,
      predictions: found.slice(offset, offset + limit).map(({ person, id, score }) => listed(person, id, score)),
    };
  };
}

function listed(person: typeof anna, id: string, score: number): ListedAnswer {
  const by = stubModel('lead_scoring', 1);
  const served: Served = {
    ...{ id: randomUUID(), subject: id, features: stubFeatures('lead_scoring', 0.5), by, arm: null },
    ...{ experimentId: null, phase: null, value: score, modelOutput: score, confidence: 0.8, shadow: null },
    ...{ milliseconds: 0.1, error: null, at },
  };
  const words: AnswerOf<'lead_scoring'> = {
    model: 'lead_scoring',
    id,
    output: {
      ...{ success: true, score, quality_tier: 'hot', confidence: 0.8 },
      recommendation: person.optedIn
        ? 'High priority - contact immediately'
        : 'High priority - call, the contact opted out of messages',
      factors: { positive: ['High engagement', 'Quick responses'], negative: ['No conversions yet'] },
    },
    served,
  };
  return {
    ...{ prediction: toStored('lead_scoring', served), version: by.version.name, contact: person.contact },
    ...{ recipient: { optedIn: person.optedIn, zone: 'Europe/Vienna', zoneOfContact: true }, best: null },
    ...{ person, words, previous: score - 4 },
  };
}
