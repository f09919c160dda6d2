import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeIntended, supersedes } from '../../domain/commands.ts';

const given = new Date('2026-06-01T12:00:00Z');
const after = (seconds: number) => judgeIntended(given, new Date(given.getTime() + seconds * 1_000));

describe('a command that nobody confirmed', () => {
  it('is left to who gave it at first, then carried out, and refused when it is old', () => {
    assert.deepEqual(
      [after(0), after(19), after(21), after(899), after(901)],
      [...(['leave', 'leave', 'carry_out', 'carry_out', 'refuse'] as const)],
    );
  });

  it('gives way to a later command about the same thing, and to no other', () => {
    assert.ok(supersedes('schedule.resume', 'schedule.pause'));
    assert.ok(supersedes('gate.rollBack', 'gate.pause'));
    assert.ok(supersedes('retrain.start', 'retrain.start'));
    assert.ok(!supersedes('schedule.trigger', 'schedule.pause'));
    assert.ok(!supersedes('schedule.pause', 'schedule.trigger'));
  });
});
