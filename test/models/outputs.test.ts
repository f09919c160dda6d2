import assert from 'node:assert/strict';
import { test } from 'node:test';
import { churnOutput } from '../../models/churn/output.ts';
import { dayOf, hourOf, timeOf, weekSlots } from '../../models/engagement/local-time.ts';
import { engagementOutput } from '../../models/engagement/output.ts';
import { type Contribution, factorsOf, isContrast } from '../../models/factors.ts';
import { groupOf, sumByGroup } from '../../models/feature-groups.ts';
import { leadScoring } from '../../models/lead-scoring/definition.ts';
import { leadScoringOutput } from '../../models/lead-scoring/output.ts';
import { modelDefinition, modelDefinitions } from '../../models/registry.ts';

function moved(feature: string, contribution: number, value: number | null, typical: number): Contribution {
  return { feature, contribution, value, typical };
}

test("a lead's answer has the guide's fields and tiers", () => {
  const contributions = [
    moved('lead_inbound_log', 12, Math.log(9), 1),
    moved('reply_minutes_log', 5, 2, 4),
    moved('campaign_conversions_log', -7, 0, 0.4),
    moved('tenure_days_log', 0.1, 5, 4),
  ];
  const hot = leadScoringOutput({ score: 87.34, confidence: 0.918, optedIn: true, contributions });
  assert.deepEqual(hot, {
    success: true,
    score: 87.3,
    quality_tier: 'hot',
    confidence: 0.92,
    recommendation: 'High priority - contact immediately',
    factors: { positive: ['High engagement', 'Quick responses'], negative: ['No conversions yet'] },
  });
  const cold = leadScoringOutput({ score: 45.2, confidence: 0.5, optedIn: true, contributions: [] });
  assert.deepEqual([cold.quality_tier, cold.recommendation], ['cold', 'Nurture with automated campaigns']);
});

test('tiers follow from the number that is shown', () => {
  const lead = leadScoringOutput({ score: 74.96, confidence: 1, optedIn: true, contributions: [] });
  assert.deepEqual([lead.score, lead.quality_tier], [75, 'hot']);
  const contact = churnOutput({ probability: 0.6499, confidence: 1, optedIn: true, contributions: [] });
  assert.deepEqual([contact.churn_probability, contact.risk_level], [0.65, 'high']);
});

test("a contact's answer has the guide's fields and recommendations", () => {
  const contributions = [
    moved('days_since_inbound_log', 0.2, Math.log(31), 2),
    moved('sentiment_change', 0.1, -0.4, 0.1),
    moved('opted_in', 0.05, 0, 0.9),
    moved('spent_log', -0.2, 6, 3),
  ];
  assert.deepEqual(churnOutput({ probability: 0.73, confidence: 0.89, optedIn: true, contributions }), {
    success: true,
    churn_probability: 0.73,
    risk_level: 'high',
    confidence: 0.89,
    recommendations: ['Send personalized retention offer', 'Assign to customer success team', 'Schedule check-in call'],
    risk_factors: ['No messages in 30 days', 'Negative sentiment trend', 'Unsubscribed from campaigns'],
  });
});

test('an attribute is worded with its value, and with what the model learnt about it', () => {
  const of = (feature: string, contribution: number, value: number | null, text?: string | null) =>
    factorsOf(leadScoring, [{ ...moved(feature, contribution, value, 3), ...(text !== undefined && { text }) }]);
  const said = (...given: Parameters<typeof of>) => {
    const { positive, negative } = of(...given);
    return [...positive, ...negative];
  };
  assert.deepEqual(of('lead:Source', 5, 1, 'Google').positive, ['Source is "Google": such leads score higher']);
  assert.deepEqual(of('contact:country', -5, 2, 'DE').negative, [
    `The contact's country is "DE": such leads score lower`,
  ]);
  assert.deepEqual(said('lead:time_on_site', 5, 812.4), [
    'Time on site is 812, above the usual 3: such leads score higher',
  ]);
  assert.deepEqual(said('lead:visits', -5, 0.25), ['Visits is 0.25, below the usual 3: such leads score lower']);
  assert.deepEqual(said('lead:Source', 5, 4, null), ['Source has a value that is new to the model']);
  assert.deepEqual(said('lead:Source', 5, null), []);
  const leaving = factorsOf(modelDefinition('churn'), [{ ...moved('contact:country', 0.2, 1, 1), text: 'BR' }]);
  assert.deepEqual(leaving.positive, ['Country is "BR": such contacts leave more often']);
});

const tuesday = { at: new Date('2026-06-02T12:00:00Z'), zone: 'Europe/Berlin', ofContact: true };

test("a message's answer has the guide's fields, and advice on its wording where the wording lowers the probability", () => {
  const contributions = [
    moved('reply_rate_time', 0.2, 0.6, 0.3),
    moved('reply_rate', 0.1, 0.6, 0.3),
    moved('length_log', -0.1, Math.log(301), 4),
    moved('greets_by_name', -0.05, 0, 0.4),
    moved('sentiment', -0.04, 0, 0.3),
    moved('asks_question', 0.03, 0, 0.3),
  ];
  assert.deepEqual(
    engagementOutput({
      probability: 0.81,
      confidence: 0.87,
      optedIn: true,
      contributions,
      inCampaign: false,
      best: tuesday,
    }),
    {
      success: true,
      engagement_probability: 0.81,
      optimal_send_time: '14:00',
      best_day: 'Tuesday',
      confidence: 0.87,
      recommendations: [
        'Send on Tuesday at 2:00 PM',
        'Include personalized greeting',
        'Use casual tone',
        'Write a shorter message',
        "Times are in the contact's time zone, Europe/Berlin",
      ],
      engagement_factors: {
        positive: ['Preferred time window', 'High past engagement'],
        negative: ['Message length > 200 chars', 'No personalized greeting', 'Plain wording'],
      },
    },
  );
});

test('for contacts who opted out a message is never recommended', () => {
  const lead = (score: number) => leadScoringOutput({ score, confidence: 1, optedIn: false, contributions: [] });
  assert.deepEqual(
    [90, 60, 10].map((score) => lead(score).recommendation),
    [
      'High priority - call, the contact opted out of messages',
      'Follow up by phone within 24 hours, the contact opted out of messages',
      'Do not message, the contact opted out',
    ],
  );
  for (const probability of [0.95, 0.7, 0.5, 0.1]) {
    const { recommendations } = churnOutput({ probability, confidence: 1, optedIn: false, contributions: [] });
    assert.ok(recommendations.every((text) => !/send|message$|ask/i.test(text)));
    assert.equal(recommendations.at(-1), 'Do not message, the contact opted out');
  }
  const message = { probability: 0.9, confidence: 0.9, optedIn: false, contributions: [], inCampaign: false };
  assert.deepEqual(engagementOutput({ ...message, best: tuesday }).recommendations, [
    'Do not message, the contact opted out',
  ]);
});

test('factors are the largest contributions, at most three up and three down, each named once', () => {
  const churn = modelDefinitions[1];
  const factors = factorsOf(churn, [
    moved('tickets_log', 5, Math.log(3), 0),
    moved('ticket_severity', 4, 0, 1),
    moved('complaints_log', 3, Math.log(2), 0),
    moved('spent_log', 2, 1, 3),
    moved('order_value_log', -3, 1, 3),
    moved('last_sentiment', -4, null, 0),
    moved('items_per_order_log', -0.4, 1, 2),
    moved('opted_in', 0, 1, 1),
  ]);
  assert.deepEqual(factors, {
    positive: ['2 support tickets', '1 complaint', 'Low total spend'],
    negative: ['Low order value'],
  });
});

test('a value that moved the output against its plain meaning is no short reason, but a contrast', () => {
  const complete = moved('profile_completeness', -6, 1, 0.5);
  const known = moved('tenure_days_log', -5, 5, 4);
  assert.deepEqual(factorsOf(leadScoring, [complete, known]), { positive: [], negative: ['Known for a long time'] });
  assert.equal(isContrast(leadScoring, complete), true);
  assert.equal(isContrast(leadScoring, { ...complete, contribution: 6 }), false);
  assert.equal(isContrast(leadScoring, known), false);
});

test('groups in plain words sum to what their features contributed', () => {
  for (const definition of modelDefinitions) {
    const contributions = definition.features.map(({ name }, at) => ({
      group: groupOf(definition, name),
      contribution: at % 3 === 0 ? -at : at,
    }));
    assert.ok(contributions.every(({ group }) => group !== 'Other'));
    const sum = (of: readonly { readonly contribution: number }[]) =>
      of.reduce((total, each) => total + each.contribution, 0);
    assert.equal(sum(sumByGroup(contributions)), sum(contributions));
  }
});

test('every phrase can be made for any finite value', () => {
  for (const definition of modelDefinitions) {
    for (const { name, high, low } of definition.features) {
      for (const value of [-2, -0.1, 0, 0.3, 1, 2.5, 9]) {
        for (const phrase of [high, low]) {
          const said = typeof phrase === 'string' ? phrase : phrase(value);
          assert.match(said, /^[A-Z0-9-]/, `${definition.name}.${name}`);
          assert.doesNotMatch(said, /NaN|undefined|Infinity/);
        }
      }
    }
  }
});

test('the slots of a week are the full hours of the zone, half-hour zones included', () => {
  const now = new Date('2026-06-01T20:10:42Z');
  const slots = weekSlots(now, 'Asia/Kolkata');
  assert.equal(slots.length, 168);
  assert.equal(slots[0].toISOString(), '2026-06-01T20:30:00.000Z');
  assert.deepEqual(
    [timeOf(slots[0], 'Asia/Kolkata'), timeOf(slots[0], 'Asia/Kolkata', true), dayOf(slots[0], 'Asia/Kolkata')],
    ['02:00', '2:00 AM', 'Tuesday'],
  );
  assert.equal(hourOf(slots[23], 'Asia/Kolkata'), 1);
});
