import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import * as workflows from '../../workflows/index.ts';

const folder = new URL('../histories/', import.meta.url);
const names = (await readdir(folder)).toSorted();

/** Recorded by record-histories.ts: a change to a workflow that breaks running ones fails here. */
describe('the recorded history', () => {
  let workflowBundle: WorkflowBundleWithSourceMap;
  const types = new Set<string>();

  before(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  });

  for (const name of names) {
    it(`${name} replays`, async () => {
      const history = historyFromJSON(JSON.parse(await readFile(new URL(name, folder), 'utf8')));
      types.add(history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '');
      await Worker.runReplayHistory({ workflowBundle }, history);
    });
  }

  it('is refused when the workflow would do something else', async () => {
    const recorded = await readFile(new URL('deliver-mail.json', folder), 'utf8');
    const history = historyFromJSON(JSON.parse(recorded.replaceAll('sendMail', 'sendLetter')));
    await assert.rejects(Worker.runReplayHistory({ workflowBundle }, history), { name: 'DeterminismViolationError' });
  });

  it('exists for every workflow', () => {
    assert.deepEqual([...types].toSorted(), Object.keys(workflows).toSorted());
  });
});
