import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lostWait } from '../../../activities/experiment/lost-wait.ts';
import { type ExperimentState, gateConfig } from '../../../domain/experiment/experiment.ts';

const day = 86_400_000;
const at = (days: number) => new Date(Date.UTC(2026, 5, 1) + days * day);
const config = gateConfig('lead_scoring', { frozenDays: 7 });

type Given = Parameters<typeof lostWait>[1];

function where(state: ExperimentState, now: number, given: { looks?: object[]; events?: object[]; closed?: number }) {
  const closedAt = given.closed === undefined ? null : at(given.closed);
  const phase = { number: 1, challengerShare: 0.1, startedAt: at(0), closedAt };
  const recorded = { phase, looks: given.looks ?? [], events: given.events ?? [] } as unknown as Given;
  return lostWait({ state, config } as Parameters<typeof lostWait>[0], recorded, at(now));
}

const look = (days: number, action = 'continue') => ({ at: at(days), action, numbers: { challengerShare: 0.1 } });
const event = (type: string, days: number) => ({ type, createdAt: at(days) });

describe('a gate whose workflow is gone', () => {
  it('goes on with what was left of the wait for its next look', () => {
    const found = where('running', 5.25, { looks: [look(1), look(5)] });
    assert.deepEqual(found, { standing: 'running', challengerShare: 0.1, remaining: 0.75 * day });
    assert.equal(where('running', 0.5, {}).remaining, 0.5 * day);
    assert.equal(where('running', 30, { looks: [look(5)] }).remaining, 0, 'the look is overdue');
  });

  it('goes on with its washout, towards the share that the last look chose', () => {
    const events = [event('started', 0), event('phase_closed', 42)];
    const ramped = where('running', 46, { closed: 42, looks: [look(42, 'ramp')], events });
    assert.deepEqual(ramped, { standing: 'washout', challengerShare: 0.25, remaining: 10 * day });
    const resumed = where('running', 50, {
      ...{ closed: 42, looks: [look(42, 'ramp')] },
      events: [...events, event('paused', 44), event('resumed', 48)],
    });
    assert.deepEqual(resumed, { standing: 'washout', challengerShare: 0.1, remaining: 12 * day });
  });

  it('waits on for a person, no longer than it would have', () => {
    const paused = where('paused', 20, { closed: 10, events: [event('paused', 10)] });
    assert.deepEqual(paused, { standing: 'paused', challengerShare: 0.1, remaining: (config.maximumDays - 10) * day });
    const frozen = where('frozen', 12, { closed: 10, events: [event('gate_invalid', 10)] });
    assert.deepEqual(frozen, { standing: 'frozen', challengerShare: 0.1, remaining: 5 * day });
  });
});
