import { Context } from '@temporalio/activity';
import { type ProgressSignal, progressInterval, signals } from '../contract/messages.ts';
import type { StageName } from '../domain/runs.ts';

/** Of the work, between two signals. */
const smallestShare = 0.1;

/** Signals progress to the workflow of the calling step. If a signal can't be delivered, the work goes on. */
export function tellWorkflow(stage: StageName): (share: number, message: string) => void {
  const { client, info, log } = Context.current();
  const { workflowExecution } = info;
  if (workflowExecution === undefined) throw new Error('A step that tells its workflow needs one.');
  const handle = client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
  let last = { at: 0, share: 0 };
  return (share, message) => {
    const now = Date.now();
    if (share - last.share < smallestShare || now - last.at < progressInterval) return;
    last = { at: now, share };
    const signal: ProgressSignal = { stage, share, message };
    handle.signal(signals.progress, signal).catch((error: unknown) => log.warn('progress signal failed', { error }));
  };
}
