import assert from 'node:assert/strict';
import { it } from 'node:test';
import { slackMessage } from '../../delivery/slack-message.ts';

const dashboard = 'https://perennial.example.com';
const event = (type: string, data: Readonly<Record<string, unknown>>) => ({
  ...{ id: 'e', type, subject: 's', sequence: 1, happenedAt: new Date(0), data },
});
const hot = { model: 'lead_scoring', lead: 'l-1', contact: 'c/1', score: 87.3, previous: 61, opted_in: true };

it('names people with a link to their page, and says when they want no messages', () => {
  const people = new Map([['c/1', { name: 'Anna <& Co>', phone: '+43 1' }]]);
  const { text } = slackMessage(
    [
      event('lead.became_hot', hot),
      event('contact.at_risk', {
        ...hot,
        model: 'churn',
        contact: 'c2',
        score: 0.731,
        previous: null,
        opted_in: false,
      }),
    ],
    people,
    dashboard,
  );
  assert.equal(
    text,
    [
      `:fire: <${dashboard}/#person/c%2F1|Anna &lt;&amp; Co&gt;, +43 1> is hot: 61 -> 87`,
      `:warning: <${dashboard}/#person/c2|c2> (wants no messages) may leave: 73%`,
    ].join('\n'),
  );
});

it('counts what is more than a screen', () => {
  const { text } = slackMessage(
    Array.from({ length: 500 }, () => event('lead.became_hot', hot)),
    new Map(),
    dashboard,
  );
  assert.deepEqual(
    [text.split('\n').length, text.split('\n').at(-1)],
    [21, `... and 480 more: <${dashboard}/|see all>`],
  );
});

it('says something of every other event', () => {
  const data = {
    ...{
      model: 'churn',
      version: '2026-06-01.1',
      action: 'deploy',
      actor: 'anna',
      reason: 'Better.',
      outcome: 'promoted',
    },
    ...{
      champion: 'a',
      challenger: 'b',
      rule: 'mae_high',
      detail: '',
      training: 'r1',
      state: 'failed',
      error: 'No data.',
    },
    ...{ subjects: 12, message: 'A test.' },
  };
  const types = ['scoring.finished', 'model.deployed', 'experiment.decided', 'incident.fired', 'incident.resolved'];
  for (const type of types) assert.match(slackMessage([event(type, data)], new Map(), dashboard).text, /churn/);
  assert.equal(
    slackMessage([event('training.finished', data)], new Map(), dashboard).text,
    'Training r1 failed. No data.',
  );
  assert.equal(slackMessage([event('destination.test', data)], new Map(), dashboard).text, 'A test.');
});
