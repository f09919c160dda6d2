import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planCampaigns } from '../../simulation/behaviour/campaigns.ts';
import type { Message } from '../../simulation/behaviour/life.ts';
import { answerProbability, broadcastAnswerProbability } from '../../simulation/behaviour/replies.ts';
import { localHour, places } from '../../simulation/calendar.ts';
import { defaultCounts, simulateWorld } from '../../simulation/generate.ts';
import { isActive } from '../../simulation/live.ts';
import { createRandom } from '../../simulation/random.ts';
import { drawTraits } from '../../simulation/traits.ts';

const now = new Date('2026-11-22T12:00:00Z');
const minute = 60_000;
const day = 1_440 * minute;
const end = now.getTime();
const scale = 20;
const lives = Array.from(
  simulateWorld({
    seed: 5,
    now,
    contacts: scale * defaultCounts.contacts,
    conversations: scale * defaultCounts.conversations,
    leads: scale * defaultCounts.leads,
  }).lives(),
);

/** Each outbound message, with the time until the contact's reply if the next message is the contact's. */
const outbound = lives.flatMap((life) =>
  [life.broadcasts, ...life.conversations.map(({ messages }) => messages)].flatMap((messages) =>
    messages.flatMap((message, at) => {
      const next = messages.at(at + 1);
      const latency = next?.direction === 'inbound' ? next.sentAt - message.sentAt : null;
      const reachable = life.departure.at === null || message.sentAt < life.departure.at;
      return message.direction === 'outbound' ? [{ message, latency, reachable }] : [];
    }),
  ),
);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  return mean(values.map((value) => (value - mean(values)) ** 2));
}

function between(value: number, low: number, high: number, what: string): void {
  assert.ok(value >= low && value <= high, `${what}: ${value}, expected ${low} to ${high}`);
}

function shareAnswered(sent: typeof outbound): number {
  return mean(sent.map(({ latency }) => (latency === null ? 0 : 1)));
}

describe('the simulated contacts', () => {
  it('answer after 47 minutes in the median, and nine out of ten within a day', () => {
    const latencies = outbound.flatMap(({ latency }) => (latency === null ? [] : [latency])).sort((a, b) => a - b);
    between(latencies[latencies.length >> 1] / minute, 40, 54, 'median minutes');
    between(mean(latencies.map((each) => (each <= day ? 1 : 0))), 0.88, 0.92, 'within a day');
  });

  it('answer 8-22% of broadcasts and far more in conversations', () => {
    const broadcasts = outbound.filter(({ message, reachable }) => message.campaign !== null && reachable);
    between(shareAnswered(broadcasts), 0.08, 0.22, 'broadcasts');
    between(shareAnswered(outbound.filter(({ message }) => message.campaign === null)), 0.5, 0.8, 'conversations');
  });

  it('opt out of 0.5-3% of the sends of a campaign', () => {
    const campaigns = Map.groupBy(
      lives.flatMap(({ events }) => events),
      ({ campaign }) => campaign,
    );
    for (const [campaign, events] of campaigns) {
      const count = (type: string) => events.filter((event) => event.type === type).length;
      between(count('unsubscribed') / count('sent'), 0.004, 0.03, `campaign ${campaign}`);
    }
  });

  it('send and get most messages in the late morning and the late afternoon', () => {
    const hours = new Array<number>(24).fill(0);
    for (const { place, conversations } of lives) {
      for (const { messages } of conversations) for (const { sentAt } of messages) hours[localHour(sentAt, place)]++;
    }
    const volume = (from: number, until: number) => mean(hours.slice(from, until));
    assert.ok(volume(10, 12) > 1.2 * volume(13, 15));
    assert.ok(volume(16, 18) > 1.2 * volume(13, 15));
    assert.ok(volume(13, 15) > 3 * volume(0, 6));
  });

  it('react to their traits and the campaign more than to the hour', () => {
    const random = createRandom('effects');
    const logit = (probability: number) => Math.log(probability / (1 - probability));
    const campaigns = planCampaigns(5, end - 180 * day, 180);
    const people = Array.from({ length: 400 }, (_, turn) => drawTraits(turn, 0.5, random));
    const hours = Array.from({ length: 10 }, (_, at) => Date.UTC(2026, 10, 18, 9 + at, 30));
    const [, , place] = places;
    const will = (person: number, campaign: number, hour: number) =>
      logit(broadcastAnswerProbability(people[person], campaigns[campaign], hours[hour], place));
    const each = (length: number) => Array.from({ length }, (_, at) => at);
    const byPerson = each(people.length).map((at) => mean(each(10).map((hour) => will(at, 0, hour))));
    const byCampaign = each(campaigns.length).map((at) => mean(each(400).map((person) => will(person, at, 0))));
    const byHour = each(10).map((hour) => mean(each(400).map((person) => will(person, 0, hour))));
    assert.ok(variance(byPerson) > 4 * variance(byHour), 'contact');
    assert.ok(variance(byCampaign) > 4 * variance(byHour), 'campaign');
  });

  it('answer as often as the hidden truth says', () => {
    for (const kind of ['broadcast', 'conversation'] as const) {
      const sent = outbound.filter(({ message }) => (message.campaign !== null) === (kind === 'broadcast'));
      const expected = mean(sent.map(({ message }) => message.answerProbability ?? 0));
      const found = mean(sent.map(({ latency }) => (latency !== null && latency <= day ? 1 : 0)));
      between(found - expected, -0.02, 0.02, kind);
    }
    const traits = drawTraits(1, 0.2, createRandom('someone'));
    const message = { sentAt: end, urgency: 1, long: false };
    assert.ok(answerProbability(traits, 1, message, places[0]) > answerProbability(traits, 0, message, places[0]));
  });

  it('are silent for the last month if they have left, and come back if they have not', () => {
    for (const life of lives) {
      const leftAt = life.departure.at;
      assert.equal(isActive(life, end - 30 * day, end), leftAt === null, `contact ${life.ordinal}`);
      if (leftAt !== null) assert.ok(!isActive(life, leftAt, end));
    }
    between(mean(lives.map(({ departure }) => (departure.at === null ? 0 : 1))), 0.44, 0.47, 'leaving');
  });

  it('leave and convert mainly, but not only, because of their traits', () => {
    const expected = mean(lives.map(({ departure }) => departure.probability));
    between(expected, 0.43, 0.48, 'probability of leaving');
    const surprising = lives.filter(({ departure }) => departure.probability > 0.5 === (departure.at === null)).length;
    between(surprising / lives.length, 0.04, 0.2, 'share of surprises');
    const leads = lives.flatMap((life) => life.leads);
    const converted = leads.filter(({ convertedAt }) => convertedAt !== null);
    assert.ok(mean(converted.map(({ score }) => score)) > mean(leads.map(({ score }) => score)) + 15);
  });

  it('write texts that agree with their sentiment', () => {
    const texts = lives.flatMap(({ conversations }) =>
      conversations.flatMap(({ messages }) => messages.filter(({ direction }: Message) => direction === 'inbound')),
    );
    assert.ok(texts.some(({ sentiment }) => sentiment < -0.2));
    for (const { text, sentiment } of texts) {
      if (/losing patience|disappointed/.test(text)) assert.ok(sentiment < -0.2);
      if (/Brilliant|Thank you/.test(text)) assert.ok(sentiment > 0.2);
    }
  });
});
