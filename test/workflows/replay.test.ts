import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { projectRoot } from '../../stack/project-root.ts';
import { bundleWorkflows } from '../../workers/workflow-bundle.ts';
import * as workflows from '../../workflows/index.ts';

const folder = new URL('../histories/', import.meta.url);
const names = (await readdir(folder)).toSorted();

/** Recorded by record-histories.ts: a change to a workflow that breaks running ones fails here. */
describe('the recorded history', () => {
  let workflowBundle: WorkflowBundle;
  let tracedBundle: WorkflowBundle;
  const types = new Set<string>();
  const spans: string[] = [];
  // where a worker would send them
  const sinks = { exporter: { export: { fn: (_info: unknown, sent: { name: string }[]) => collect(sent) } } };
  const collect = (sent: readonly { readonly name: string }[]) => void spans.push(...sent.map(({ name }) => name));

  before(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    workflowBundle = await bundleWorkflows(projectRoot, new DefaultLogger('ERROR'));
    tracedBundle = await bundleWorkflows(projectRoot, new DefaultLogger('ERROR'), true);
  });

  for (const name of names) {
    it(`${name} replays, with spans too`, async () => {
      const history = historyFromJSON(JSON.parse(await readFile(new URL(name, folder), 'utf8')));
      types.add(history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '');
      await Worker.runReplayHistory({ workflowBundle }, history);
      await Worker.runReplayHistory({ workflowBundle: tracedBundle, sinks }, history);
    });
  }

  it('sends no span a second time when it is replayed', () => {
    assert.deepEqual(spans, []);
  });

  it('is refused when the workflow would do something else', async () => {
    const recorded = await readFile(new URL('deliver-mail.json', folder), 'utf8');
    const history = historyFromJSON(JSON.parse(recorded.replaceAll('sendMail', 'sendLetter')));
    await assert.rejects(Worker.runReplayHistory({ workflowBundle }, history), { name: 'DeterminismViolationError' });
  });

  it('exists for every workflow', () => {
    assert.deepEqual([...types].toSorted(), Object.keys(workflows).toSorted());
  });
});
