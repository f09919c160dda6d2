import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Lead, Life } from '../../../simulation/behaviour/life.ts';
import { day } from '../../../simulation/calendar.ts';
import { brokenFeedOf, type ChangeKind, changeKinds } from '../../../simulation/year/changes.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';

const start = new Date('2025-11-23T00:00:00Z');
const changeDay = 30;
const at = start.getTime() + changeDay * day;

/** Twenty weeks, of which the change comes in the fifth. */
function livesWith(kind: ChangeKind | null, seed = 3): Life[] {
  const change = kind === null ? null : { kind, day: changeDay };
  return Array.from(simulateYear({ seed, start, weeks: 20, change }).lives());
}

const undisturbed = livesWith(null);

type Known = Pick<Lead, 'score' | 'warmth' | 'createdAt' | 'convertedAt'> & { readonly country: string };

function leadsOf(lives: readonly Life[], from: number, until: number): Known[] {
  return lives.flatMap(({ leads, place }) =>
    leads
      .filter(({ createdAt }) => createdAt >= from && createdAt < until)
      .map((lead) => ({ ...lead, country: place.country })),
  );
}

const before = (lives: readonly Life[]) => leadsOf(lives, at - 60 * day, at);
const after = (lives: readonly Life[], from = 0, until = 100) => leadsOf(lives, at + from * day, at + until * day);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const score = (leads: readonly Known[]) => mean(leads.map((lead) => lead.score));
const hot = (leads: readonly Known[]) => leads.filter(({ warmth }) => warmth > 0.5);
const cold = (leads: readonly Known[]) => leads.filter(({ warmth }) => warmth <= 0.5);

/** How leads were planned: what chance then makes of them is drawn in a row with those that come later. Short, as differences are long. */
function digest(leads: readonly Known[]): string {
  const planned = leads.map((lead) => [lead.createdAt, lead.warmth, lead.score].join(' ')).toSorted();
  return createHash('sha256').update(planned.join('\n')).digest('hex');
}

describe('each kind of change', () => {
  for (const kind of Object.keys(changeKinds) as ChangeKind[]) {
    it(`${kind} leaves everything before it as it would have been`, () => {
      // a season's thinning draws more, so it moves everything; what the business is like stays
      const [one, two] = [before(livesWith(kind)), before(undisturbed)];
      if (kind === 'season') assert.ok(Math.abs(score(one) - score(two)) < 4);
      else assert.equal(digest(one), digest(two));
    });
  }

  it('sudden and gradual turn around whom the business suits, at once and over 60 days', () => {
    const gap = (leads: readonly Known[]) => score(hot(leads)) - score(cold(leads));
    const [sudden, gradual] = [livesWith('sudden'), livesWith('gradual')];
    assert.ok(gap(before(sudden)) > 40 && gap(after(sudden)) < -40);
    const [first, last] = [gap(after(gradual, 0, 20)), gap(after(gradual, 65, 100))];
    assert.ok(first > 15 && last < -40, `${first}, ${last}`);
  });

  it('harmless brings keener leads whose worth follows from what they do, as before', () => {
    const lives = livesWith('harmless');
    const warmth = (leads: readonly Known[]) => mean(leads.map((lead) => lead.warmth));
    assert.ok(warmth(after(lives)) > warmth(before(lives)) + 0.1);
    for (const part of [hot, cold]) assert.ok(Math.abs(score(part(after(lives))) - score(part(before(lives)))) < 3);
  });

  it('broken_feed loses a table or a column, and nothing else', () => {
    const feeds = [2, 3, 4].map((seed) => {
      const lives = livesWith('broken_feed', seed);
      assert.equal(digest(leadsOf(lives, 0, Infinity)), digest(leadsOf(livesWith(null, seed), 0, Infinity)));
      const later = <Row>(rows: readonly Row[], when: (row: Row) => number) => rows.filter((row) => when(row) >= at);
      const of = <Row>(rows: (life: Life) => readonly Row[]) => lives.flatMap(rows);
      const messages = [
        ...of((life) => life.broadcasts),
        ...of(({ conversations }) => conversations.flatMap((each) => each.messages)),
      ];
      return {
        feed: brokenFeedOf(seed),
        events: later(
          of((life) => life.events),
          (event) => event.at,
        ).length,
        countries: later(
          of((life) => life.profiles),
          ({ from }) => from,
        ).filter(({ country }) => country !== null).length,
        texts: new Set(later(messages, ({ sentAt }) => sentAt).map(({ text }) => text)).size,
      };
    });
    assert.deepEqual(
      feeds.map(({ feed, events, countries, texts }) => [feed, events === 0, countries === 0, texts === 1]),
      [
        ['table_stops', true, false, false],
        ['column_null', false, true, false],
        ['column_constant', false, false, true],
      ],
    );
  });

  it('season returns to what was, flood too: both change how many come, not what they are worth', () => {
    for (const [kind, days, factor] of [
      ['season', 42, 1.5],
      ['flood', 14, 3],
    ] as const) {
      const lives = livesWith(kind);
      const during = after(lives, 0, days).length / after(undisturbed, 0, days).length;
      assert.ok(during > 0.75 * factor && during < 1.3 * factor, `${kind}: ${during}`);
      const later = after(lives, days, 100).length / after(undisturbed, days, 100).length;
      assert.ok(later > 0.8 && later < 1.2, `${kind}: ${later}`);
      assert.ok(Math.abs(score(cold(after(lives))) - score(cold(before(lives)))) < 3, kind);
    }
  });

  it('price_rise takes points from every lead, new_country from those of the new country alone', () => {
    const dearer = livesWith('price_rise');
    assert.ok(score(hot(after(dearer))) < score(hot(before(dearer))) - 12);
    const leads = after(livesWith('new_country'), 20, 100);
    const [there, here] = [
      leads.filter(({ country }) => country === 'TZ'),
      leads.filter(({ country }) => country !== 'TZ'),
    ];
    assert.ok(there.length > 10 && score(there) < score(here) - 10, `${there.length}`);
    assert.ok(Math.abs(score(hot(here)) - score(hot(before(undisturbed)))) < 4);
  });
});
