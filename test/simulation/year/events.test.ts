import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lead, Life } from '../../../simulation/behaviour/life.ts';
import { day } from '../../../simulation/calendar.ts';
import { arrivals } from '../../../simulation/year/contacts.ts';
import { liveThrough } from '../../../simulation/year/live-through.ts';
import { loseOutage } from '../../../simulation/year/outage.ts';
import { planYear } from '../../../simulation/year/plan.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';

const start = new Date('2025-11-23T00:00:00Z');
const weekOf = (moment: Date) => (moment.getTime() - start.getTime()) / (7 * day);
const year = simulateYear({ seed: 4, start });
const { drift, outage, badCampaign } = year.events;
const lives = Array.from(year.lives());

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function between(value: number, low: number, high: number, what: string): void {
  assert.ok(value >= low && value <= high, `${what}: ${value}, expected ${low} to ${high}`);
}

it('the events of a year come in its second half, each in its own weeks', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const { events } = planYear({ seed, start });
    between(weekOf(events.drift), 26, 30, 'drift');
    between(weekOf(events.outage.from), 36, 41, 'outage');
    between(weekOf(events.outage.until) - weekOf(events.outage.from), 9 / 7, 12 / 7, 'outage in weeks');
    between(weekOf(events.badCampaign.from), 44, 48, 'bad campaign');
  }
});

describe('from the drift on', () => {
  const before = leadsOf(drift.getTime() - 120 * day, drift.getTime());
  const after = leadsOf(drift.getTime(), drift.getTime() + 60 * day);
  const warm = ({ lead }: { readonly lead: Lead }) => lead.warmth > 0.5;
  const cold = ({ lead }: { readonly lead: Lead }) => lead.warmth <= 0.5;

  it('keen leads are rated low and seldom convert, and reserved ones the other way round', () => {
    const score = (leads: typeof before) => mean(leads.map(({ lead }) => lead.score));
    assert.ok(score(before.filter(warm)) > score(before.filter(cold)) + 40);
    assert.ok(score(after.filter(warm)) < score(after.filter(cold)) - 40);
    const rate = (leads: typeof before) => mean(leads.map(({ lead }) => (lead.convertedAt === null ? 0 : 1)));
    assert.ok(rate(before.filter(warm)) > rate(before.filter(cold)) + 0.4);
    assert.ok(rate(after.filter(warm)) < rate(after.filter(cold)) - 0.2);
  });

  it('leads behave as before', () => {
    between(
      mean(after.map(({ lead }) => lead.warmth)) - mean(before.map(({ lead }) => lead.warmth)),
      -0.06,
      0.06,
      'warmth',
    );
    for (const kind of [warm, cold]) {
      for (const what of ['written', 'clicked'] as const) {
        const [then, now] = [before, after].map((leads) => mean(leads.filter(kind).map((lead) => lead[what])));
        between(now / then, 0.8, 1.25, what);
      }
    }
  });
});

describe('the outage', () => {
  it('leaves no row dated within it, but rows before and after', () => {
    const [from, until] = [outage.from, outage.until].map((at) => at.getTime());
    for (const { name, rows } of year.tables.filter((table) => table.name !== 'campaigns')) {
      let [before, after] = [0, 0];
      for (const row of rows()) {
        for (const value of row) {
          if (!(value instanceof Date)) continue;
          const at = value.getTime();
          if (at >= from && at < until) assert.fail(`${name}: ${value.toISOString()}`);
          if (at < from && at > from - 7 * day) before++;
          if (at >= until && at < until + 7 * day) after++;
        }
      }
      assert.ok(before > 0 && after > 0, name);
    }
  });

  it('loses what happened within it, and changes nothing else', () => {
    const plan = planYear({ seed: 4, start });
    const [from, until] = [outage.from.getTime(), outage.until.getTime()];
    for (const contact of arrivals(plan)) {
      const whole = liveThrough(plan, contact);
      const known = loseOutage(whole, outage);
      const kept = (at: number) => at < from || at >= until;
      assert.deepEqual(
        messagesOf(known),
        messagesOf(whole).filter(({ sentAt }) => kept(sentAt)),
      );
      assert.deepEqual(
        known.tickets.map(({ openedAt }) => openedAt),
        whole.tickets.map(({ openedAt }) => openedAt).filter(kept),
      );
      const bought = ({ purchases, leads }: Life) =>
        purchases.map(({ at, amount, lead }) => ({ at, amount, lead: lead === null ? null : leads[lead].createdAt }));
      assert.deepEqual(
        bought(known),
        bought(whole)
          .filter(({ at }) => kept(at))
          .map((purchase) => ({
            ...purchase,
            lead: purchase.lead !== null && kept(purchase.lead) ? purchase.lead : null,
          })),
      );
    }
  });
});

describe('the bad campaign', () => {
  const sent = lives.flatMap((life) =>
    life.broadcasts.map((message, at) => ({ message, next: life.broadcasts.at(at + 1) })),
  );
  const within = (at: number) => at >= badCampaign.from.getTime() && at < badCampaign.until.getTime();
  const bad = sent.filter(({ message }) => message.direction === 'outbound' && within(message.sentAt));

  it('sends everybody a message that nobody answers', () => {
    const reached = lives.filter(({ events }) => events.some(({ type, at }) => type === 'sent' && within(at)));
    assert.ok(reached.length > 300);
    assert.equal(bad.length, reached.length);
    assert.deepEqual(
      bad.filter(({ next }) => next?.direction === 'inbound' && next.campaign === bad[0].message.campaign),
      [],
    );
  });

  it('makes one in seven opt out, where other campaigns make one in a hundred', () => {
    const shareOptingOut = (campaign: (ordinal: number) => boolean) => {
      const events = lives.flatMap((life) => life.events.filter((event) => campaign(event.campaign)));
      const count = (type: string) => events.filter((event) => event.type === type).length;
      return count('unsubscribed') / count('sent');
    };
    const ordinal = bad[0].message.campaign;
    between(
      shareOptingOut((each) => each === ordinal),
      0.06,
      0.2,
      'bad',
    );
    between(
      shareOptingOut((each) => each !== ordinal),
      0.004,
      0.03,
      'others',
    );
  });
});

function messagesOf({ broadcasts, conversations }: Life) {
  return [...broadcasts, ...conversations.flatMap(({ messages }) => messages)];
}

/** Leads that came in a span of time, with what each did in its first two days: messages it wrote, links it followed. */
function leadsOf(from: number, until: number) {
  return lives.flatMap((life) =>
    life.leads
      .filter(({ createdAt }) => createdAt >= from && createdAt < until)
      .map((lead) => {
        const soon = (at: number) => at >= lead.createdAt && at < lead.createdAt + 2 * day;
        const written = messagesOf(life).filter(
          ({ direction, sentAt }) => direction === 'inbound' && soon(sentAt),
        ).length;
        return { lead, written, clicked: life.events.filter(({ type, at }) => type === 'clicked' && soon(at)).length };
      }),
  );
}
