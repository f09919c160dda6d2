import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { requireCommand } from '../../workflows/gate-command.ts';

const command = { actor: 'ann', reason: 'the campaign begins' };

/** What somebody may type in the Web UI, and what they are told. */
const mistakes: readonly (readonly [unknown, RegExp])[] = [
  [
    undefined,
    /^promote takes one argument, who asks for it and why, and got missing\. Give one JSON object, such as \{/,
  ],
  [null, /and got null\./],
  ['ann', /and got "ann"\./],
  [[command], /and got \[\{"actor"/],
  [{}, /^promote needs who asks for it: "actor" is missing\./],
  [{ ...command, actor: 7 }, /"actor" is 7\./],
  [{ ...command, reason: ' ' }, /^promote needs why: "reason" is " "\./],
  [{ ...command, experimentId: 4 }, /"experimentId" is 4, and a text is needed\./],
];

for (const [given, expected] of mistakes) {
  test(`an update that is given ${JSON.stringify(given)} is refused in plain words`, () => {
    assert.throws(
      () => requireCommand('promote', given),
      (error) => {
        assert.ok(error instanceof ApplicationFailure);
        assert.equal(error.type, 'invalid_input');
        assert.equal(error.nonRetryable, true);
        assert.match(error.message, expected);
        return true;
      },
    );
  });
}

test('a whole command is taken as it is', () => {
  assert.deepEqual(requireCommand('pause', command), command);
  assert.deepEqual(requireCommand('pause', { ...command, id: 'cli/1', experimentId: 'e1' }), {
    ...command,
    ...{ id: 'cli/1', experimentId: 'e1' },
  });
});
