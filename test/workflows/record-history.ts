import { mkdir, writeFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const folder = new URL('../histories/', import.meta.url);

/** Keeps the history of a workflow for `replay.test.ts`. */
export async function recordHistory(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.json`, folder), `${anonymous(historyToJSON(history))}\n`);
  process.stdout.write(`${name}: ${history.events?.length} events\n`);
}

/** Stacks and identities name this machine, and a replay doesn't need them. */
function anonymous(json: string): string {
  return JSON.stringify(
    JSON.parse(json, (key, value: unknown) => {
      if (key === 'stackTrace') return '';
      if (key === 'identity') return 'worker';
      return value;
    }),
    null,
    1,
  );
}
