import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { beating } from '../../activities/heartbeat.ts';
import { createHeartbeatPace, givePace, type HeartbeatPace } from '../../activities/heartbeat-pace.ts';

describe('the heartbeat of a step', () => {
  it('is slow, a quarter of the time after which it counts as dead, but for ten seconds after an announcement', () => {
    let now = 0;
    const pace = createHeartbeatPace(() => now);
    assert.equal(pace.interval(15_000), 3_750);
    pace.hurry();
    assert.equal(pace.interval(15_000), 50);
    now = 10_000;
    assert.equal(pace.interval(15_000), 3_750);
  });

  /** Runs a step on a worker of this pace and returns its beats. */
  async function beats(pace: HeartbeatPace, work: (note: (details: string) => void) => void): Promise<unknown[]> {
    const environment = new MockActivityEnvironment();
    const seen: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => seen.push(details));
    const { execute } = givePace(pace)().inbound;
    assert.ok(execute);
    await environment.run(() =>
      execute({ args: [] } as unknown as ActivityExecuteInput, () => beating(async (_, note) => work(note))),
    );
    return seen;
  }

  it('comes at once when a cancellation is announced, with what the step last noted', async () => {
    const pace = createHeartbeatPace();
    const seen = await beats(pace, (note) => {
      note('half done');
      pace.hurry();
    });
    assert.deepEqual(seen, ['half done', 'half done']);
  });

  it('ends with the step', async () => {
    const pace = createHeartbeatPace();
    const seen = await beats(pace, () => {});
    pace.hurry();
    assert.deepEqual(seen, []);
  });
});
