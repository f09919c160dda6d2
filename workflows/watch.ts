import { patched, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { limitsOf } from '../contract/limits.ts';
import type { MailIds } from '../contract/messages.ts';
import type { Watched, WatchInput } from '../contract/watch-messages.ts';
import { deliverMails } from './deliver-mails.ts';
import { stepOptions } from './step-options.ts';

/**
 * What can't wait for the daily monitoring: it repeats alerts that nobody acknowledged, orders the delivery of mails that
 * never got one, settles commands that nobody confirmed, starts lost gates again, and checks whether the business's data
 * arrives and the schedules fire. The parts that need the fewest
 * services come first, so that when one is unreachable, the parts before it have run.
 */
export async function watch(input: WatchInput): Promise<Watched> {
  const { schedules, requestedAt } = input;
  const limits = limitsOf(input);
  const { startTime, workflowId, runId } = workflowInfo();
  const step = { watch: `${workflowId}/${runId}`, at: requestedAt ?? startTime.toISOString() };
  const { repeatAlerts, findStuckMails, watchCommands, watchGates, watchArrivals, watchSchedules, watchDisks } =
    proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.extractTimeout));
  const checks = [
    ['alerts told again', () => repeatAlerts(step)],
    ['mails that were stuck', () => findStuckMails(step)],
    ...(patched('commands-and-gates')
      ? ([
          ['commands without an answer', () => watchCommands(step)],
          ['gates', () => watchGates(step)],
        ] as const)
      : []),
    ['data that arrives', () => watchArrivals(step)],
    ['schedules', () => watchSchedules({ ...step, schedules })],
    // runs of releases before 2026-12 end without it
    ...(patched('watch-disks') ? [['disks', () => watchDisks(step)] as const] : []),
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
