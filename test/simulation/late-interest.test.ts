import assert from 'node:assert/strict';
import { it } from 'node:test';
import { simulateWorld } from '../../simulation/generate.ts';

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400_000;
const counts = { seed: 5, now, contacts: 2_000, conversations: 1_500, leads: 1_200 };

function leadsOf(lateInterest?: number) {
  return Array.from(simulateWorld({ ...counts, lateInterest }).lives()).flatMap((life) =>
    life.leads.map((lead) => ({ ...lead, life })),
  );
}

const usual = leadsOf();
const turning = leadsOf(0.25);

/** Whose expected rating is another one because they turn keen. */
const turned = turning.flatMap((lead, at) =>
  lead.expectedScore === usual[at]?.expectedScore ? [] : [{ before: usual[at] ?? assert.fail(), lead }],
);

it('a share of the cold leads turns keen late, and no other lead is touched', () => {
  const cold = usual.filter(({ warmth }) => warmth < 0.5).length;
  assert.ok(Math.abs(turned.length / cold - 0.25) < 0.05, `${turned.length} of ${cold}`);
  for (const { before, lead } of turned) {
    assert.equal(lead.warmth, before.warmth);
    assert.ok(before.warmth < 0.5 && lead.expectedScore > 60);
  }
});

it('a lead that turns keen writes then, and does in its first days what it did without', () => {
  const wrote = turned.filter(({ lead, before }) => {
    const inbound = (life: typeof lead.life) =>
      life.conversations.flatMap(({ messages }) => messages.filter(({ direction }) => direction === 'inbound'));
    const [now, then] = [inbound(lead.life), inbound(before.life)];
    const inFirstDays = (each: { readonly sentAt: number }) =>
      each.sentAt >= lead.createdAt && each.sentAt < lead.createdAt + 2 * day;
    // a contact may have several leads, of which another one turns keen in these days
    if (lead.life.leads.length === 1) assert.deepEqual(now.filter(inFirstDays), then.filter(inFirstDays));
    const known = new Set(then.map(({ sentAt }) => sentAt));
    return now.some(
      ({ sentAt }) => !known.has(sentAt) && sentAt >= lead.createdAt + 3 * day && sentAt <= lead.createdAt + 16 * day,
    );
  });
  // not those whose contact had left by then
  assert.ok(wrote.length > 0.6 * turned.length, `${wrote.length} of ${turned.length}`);
});

it('a lead that turns keen is rated after it did, before its label window ends', () => {
  for (const { lead } of turned) {
    assert.ok(lead.scoredAt > lead.createdAt + 6 * day && lead.scoredAt < lead.createdAt + 30 * day);
    assert.ok(lead.convertedAt === null || lead.convertedAt > lead.createdAt + 3 * day);
  }
});
