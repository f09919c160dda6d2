import type { Life } from './behaviour/life.ts';
import type { Counters, Naming } from './tables.ts';

/** The hidden truth about one row of the CRM, by its external id. */
export type Truth = {
  readonly entity: 'contact' | 'lead' | 'message';
  readonly externalId: string;
  readonly truth: Readonly<Record<string, number | boolean | null>>;
};

/**
 * A contact has its traits and its probability of leaving, a lead its expected rating, and an outbound message its
 * probability of a reply within 24 hours. No model could predict better, since the rest is noise.
 */
export function* truthOf(life: Life, before: Counters, name: Naming): Iterable<Truth> {
  const { responsiveness, satisfaction, intent, favouriteHour } = life.traits;
  const { probability: churnProbability, at } = life.departure;
  const traits = { responsiveness, satisfaction, intent, favouriteHour };
  const contact = name('contacts', life.ordinal + 1);
  yield { entity: 'contact', externalId: contact, truth: { ...traits, churnProbability, left: at !== null } };
  for (const [ordinal, lead] of life.leads.entries()) {
    const externalId = name('leads', before.leads + ordinal + 1);
    yield { entity: 'lead', externalId, truth: { warmth: lead.warmth, expectedScore: lead.expectedScore } };
  }
  let id = before.messages;
  const messages = [...life.broadcasts, ...life.conversations.flatMap((conversation) => conversation.messages)];
  for (const { answerProbability } of messages) {
    id++;
    if (answerProbability === null) continue;
    yield { entity: 'message', externalId: name('messages', id), truth: { answerProbability } };
  }
}
