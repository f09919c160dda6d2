import assert from 'node:assert/strict';
import { test } from 'node:test';
import { experimentStates } from '../../../domain/experiment/experiment.ts';
import {
  commandsOn,
  experimentChanges,
  gateCommands,
  gateStandings,
  gateTransitions,
} from '../../../domain/experiment/transitions.ts';

test('an ended experiment never changes, and every other state can end', () => {
  const sources = Object.values(experimentChanges).flatMap(({ from }) => [...from] as string[]);
  assert.ok(!sources.includes('ended'));
  for (const state of experimentStates.filter((each) => each !== 'ended')) {
    assert.ok(([...experimentChanges.ended.from] as string[]).includes(state), state);
  }
});

test('every state of an experiment can be reached from waiting', () => {
  const reached = new Set<string>(['waiting']);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { from, to } of Object.values(experimentChanges))
      if (from.some((state) => reached.has(state))) reached.add(to);
  }
  assert.deepEqual([...reached].sort(), [...experimentStates].sort());
});

test('the gate can leave every standing, and takes commands only where an experiment may be under way', () => {
  for (const standing of gateStandings) {
    assert.ok(
      gateTransitions[standing].some((next) => next !== standing),
      standing,
    );
    assert.equal(gateCommands[standing].length > 0, standing !== 'between', standing);
  }
});

test('an experiment takes the commands of its standing, and none before it begins or after it ended', () => {
  assert.deepEqual(commandsOn('running'), ['promote', 'rollBack', 'pause']);
  assert.deepEqual(commandsOn('paused'), commandsOn('frozen'));
  assert.ok(commandsOn('paused').includes('resume'));
  assert.deepEqual([commandsOn('waiting'), commandsOn('ended')], [[], []]);
});
