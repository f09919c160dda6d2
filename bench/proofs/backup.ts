import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workflowTypes } from '../../contract/messages.ts';
import { readLooks } from '../../store/experiments/experiments.ts';
import { testLimits } from '../../test/workflows/running-pipeline.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { judgeKnown, judgeLooks, judgeMails, readKnown } from './backup/compare.ts';
import { emptyPlace, type Installation, openInstallation, perennial } from './backup/installation.ts';
import { type Life, liveOn, lookTaken, trial } from './backup/live-on.ts';

/**
 * An installation is backed up in the middle of an experiment, while mails wait for a mail server that is down, and goes on
 * undisturbed. Where nothing is left of it, neither rows nor files nor anything in Temporal, the backup is restored by the
 * command line and goes on as well: both know, answer and decide the same.
 */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const rounds = reduced ? 1 : 3;
  const calm = await openInstallation(await emptyPlace(), { business: true, trials: trial });
  try {
    const life = await liveOn(calm);
    let passed = true;
    for (let round = 1; round <= rounds; round++) {
      print(`Backup ${round} of ${rounds}`);
      passed = (await restoreAndCompare(calm, life)) && passed;
    }
    return { passed };
  } finally {
    await calm.close();
  }
}

async function restoreAndCompare(calm: Installation, life: Life): Promise<boolean> {
  const { number } = (await readLooks(calm.pipeline.database, life.running)).at(-1) ?? { number: 0 };
  // right after a look there is a whole day until the next
  const { number: last } = await lookTaken(calm, life.running, number + 1);
  const file = join(calm.place.home, `backup-${last}.tar`);
  print(await perennial(calm.place, 'backup', file));
  const before = await readKnown(calm, life);

  const place = await emptyPlace();
  print(await perennial(place, 'restore', file));
  const token = calm.api.newToken ?? '';
  const restored = await openInstallation(place, { business: false, trials: trial, token });
  const openedAt = new Date();
  try {
    const held = [
      judgeKnown(before, await readKnown(restored, life)),
      judgeLooks(
        await lookTaken(calm, life.running, last + 1),
        await lookTaken(restored, life.running, last + 1),
        openedAt,
      ),
    ];
    const server = await restored.takeMail();
    const waiting = () => restored.pipeline.database.query(`select from mails where state <> 'sent'`);
    const patience = Date.now() + 60_000;
    while ((await waiting()).length > 0 && Date.now() < patience) await sleep(100);
    await watchAgain(restored);
    held.push(await judgeMails(restored, server));
    const { message } = await restored.ask<{ message: string }>('POST', `/api/v1/experiments/${life.paused}/resume`, {
      ...{ actor: 'ann', reason: 'the stock is taken' },
    });
    held.push(holds('the paused experiment takes a command', message, true));
    return held.every(Boolean);
  } finally {
    await restored.close();
  }
}

/** What looks for stuck mails must not deliver one a second time. */
async function watchAgain({ pipeline: { client, installation } }: Installation): Promise<void> {
  await client.workflow.execute(workflowTypes.watch, {
    ...{ workflowId: 'watch-again', taskQueue: installation.taskQueue('orchestration') },
    args: [{ schedules: [], limits: testLimits }],
  });
}
