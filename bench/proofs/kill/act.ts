import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import type { Random } from '../../../engine/random.ts';
import { countUnsent, type Findings, readFindings } from './findings.ts';
import { countRunning, monitorDay } from './monitors.ts';
import { type Delivery, openPostOffice, type PostOffice } from './post-office.ts';
import { type Program, workersProgram } from './program.ts';
import { type Stage, withDatabase } from './stage.ts';

/** Days monitored one after the other, all their mails delivered, and what that left behind. */
export type Act = {
  readonly days: number;
  /** Why a day's monitoring failed. */
  readonly failures: readonly string[];
  readonly findings: Findings;
  readonly deliveries: readonly Delivery[];
  /** Workers that ended though nobody killed them. */
  readonly endedByThemselves: readonly string[];
  /** Workflows that never ended. */
  readonly running: number;
};

export type Going = { readonly workers: Program; readonly office: PostOffice; readonly day: () => number };

/** ms until the last mail is delivered and the last workflow has ended. */
const patience = 60_000;

/** Goes on, a day at a time, for as long as `meanwhile` takes, and for `days` at the least. */
export async function playAct(
  { client, databases, environment }: Stage,
  options: {
    readonly name: 'killed' | 'calm';
    readonly days: number;
    readonly random: Random;
    readonly meanwhile?: (going: Going) => Promise<void>;
  },
): Promise<Act> {
  const { name, days, random, meanwhile } = options;
  const office = await openPostOffice(random);
  const workers = workersProgram(environment(databases[name], office.url));
  const failures: string[] = [];
  let day = 0;
  let over = meanwhile === undefined;

  async function monitorDays(): Promise<void> {
    for (; day < days || !over; day++) {
      try {
        await monitorDay(client, name, day);
      } catch (error) {
        if (!(error instanceof WorkflowFailedError)) throw error;
        failures.push(`day ${day}: ${error.cause?.message}`);
      }
    }
  }

  try {
    await workers.start();
    const disturbed = meanwhile?.({ workers, office, day: () => day }).finally(() => {
      over = true;
    });
    await Promise.all([monitorDays(), disturbed]);
    return await withDatabase(databases[name], async (database) => {
      // mails first: Temporal's list is a moment late and may not name their workflows yet
      await untilNone(() => countUnsent(database));
      const running = await untilNone(() => countRunning(client));
      return {
        ...{ days: day, failures, running },
        findings: await readFindings(database),
        deliveries: office.deliveries,
        endedByThemselves: workers.endedByThemselves,
      };
    });
  } finally {
    await workers.kill();
    await office.close();
  }
}

/** The count once it is zero, or when patience ends. */
async function untilNone(count: () => Promise<number>): Promise<number> {
  const deadline = Date.now() + patience;
  for (;;) {
    const left = await count();
    if (left === 0 || Date.now() > deadline) return left;
    await sleep(200);
  }
}
