import assert from 'node:assert/strict';
import { test } from 'node:test';
import { experimentStates } from '../../../domain/experiment/experiment.ts';
import {
  experimentChanges,
  gateCommands,
  gateStandings,
  gateTransitions,
} from '../../../domain/experiment/transitions.ts';

test('an ended experiment changes no more, and every other state can end', () => {
  const sources = Object.values(experimentChanges).flatMap(({ from }) => [...from] as string[]);
  assert.ok(!sources.includes('ended'));
  for (const state of experimentStates.filter((each) => each !== 'ended')) {
    assert.ok(([...experimentChanges.ended.from] as string[]).includes(state), state);
  }
});

test('every state of an experiment is reached by a change, from where it waits', () => {
  const reached = new Set<string>(['waiting']);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { from, to } of Object.values(experimentChanges))
      if (from.some((state) => reached.has(state))) reached.add(to);
  }
  assert.deepEqual([...reached].sort(), [...experimentStates].sort());
});

test('the gate can leave every standing, and only one in which an experiment may be takes commands', () => {
  for (const standing of gateStandings) {
    assert.ok(
      gateTransitions[standing].some((next) => next !== standing),
      standing,
    );
    assert.equal(gateCommands[standing].length > 0, standing !== 'between', standing);
  }
});
