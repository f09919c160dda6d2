import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import type { MailIds } from '../contract/messages.ts';
import type { Watched, WatchInput } from '../contract/watch-messages.ts';
import { deliverMails } from './deliver-mails.ts';
import { stepOptions } from './step-options.ts';

/**
 * What can't wait for the day's monitoring: alerts that nobody looks after are told again, mails whose delivery was never ordered get
 * it, and whether the business' data arrives and the schedules fire. In the order of what each needs: an unreachable part keeps the
 * least from being done.
 */
export async function watch({ schedules, limits, requestedAt }: WatchInput): Promise<Watched> {
  const { startTime, workflowId, runId } = workflowInfo();
  const step = { watch: `${workflowId}/${runId}`, at: requestedAt ?? startTime.toISOString() };
  const { repeatAlerts, findStuckMails, watchArrivals, watchSchedules } = proxyActivities<OrchestrationActivities>(
    stepOptions(limits, limits.extractTimeout),
  );
  const checks = [
    ['alerts told again', () => repeatAlerts(step)],
    ['mails that were stuck', () => findStuckMails(step)],
    ['data that arrives', () => watchArrivals(step)],
    ['schedules', () => watchSchedules({ ...step, schedules })],
  ] as const;
  const mailIds: MailIds[number][] = [];
  for (const [name, check] of checks) {
    const found = await check();
    await deliverMails(found, limits, name);
    mailIds.push(...found.mailIds);
    setCurrentDetails(`As of ${step.at}, up to **${name}**: ${mailIds.length} mails`);
  }
  return { mailIds };
}
