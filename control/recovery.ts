import type { AbGateCommandName } from '../contract/messages.ts';
import type { CommandKind } from '../domain/commands.ts';
import { type ModelName, modelNames } from '../domain/models.ts';
import { queuedMails } from '../store/alerts/mails.ts';
import type { Database } from '../store/database/database.ts';
import { currentExperiment } from '../store/experiments/experiments.ts';
import { sourcesWithWaiting } from '../store/hooks/inbox.ts';
import { runningRetrain } from '../store/training/retrains.ts';
import type { Carrier } from './commands/carry-out.ts';
import { type Settled, settleIntended } from './commands/settle-intended.ts';
import { experimentCarrier } from './experiment-command.ts';
import type { createGateControl } from './gate-control.ts';
import type { HookControl } from './hook-control.ts';
import type { MailControl } from './mail-control.ts';
import type { createScheduleControl } from './schedule-control.ts';
import type { createTrainingControl } from './training-control.ts';

/** What the tables say is under way and Temporal may have lost: after a crash, an outage, or a restored backup. */
export type Recovery = {
  /** Commands that were recorded and never confirmed. */
  settleCommands(): Promise<Settled[]>;
  /** Starts the gates again whose experiments are under way, or wait. @returns their models */
  reviveGates(): Promise<ModelName[]>;
  /** All of it, and the mails that wait for a delivery, what was posted and not read, and the rows of a training whose workflow is gone. */
  recover(): Promise<Recovered>;
};

export type Recovered = {
  readonly settled: readonly Settled[];
  readonly gates: readonly ModelName[];
  readonly mails: number;
};

export function createRecovery(dependencies: {
  readonly database: Database;
  readonly training: ReturnType<typeof createTrainingControl>;
  readonly gate: ReturnType<typeof createGateControl>;
  readonly schedules: ReturnType<typeof createScheduleControl>;
  readonly mails: MailControl;
  readonly hooks: HookControl;
  readonly clock?: () => Date;
}): Recovery {
  const { database, training, gate, schedules, mails, hooks, clock = () => new Date() } = dependencies;
  const named: Readonly<Partial<Record<CommandKind, Carrier<unknown>>>> = {
    ...schedules.carriers,
    ...training.carriers,
  };

  function carrierOf(kind: CommandKind): Carrier<unknown> | undefined {
    const [of, name] = kind.split('.');
    return of === 'gate' ? experimentCarrier({ database, gate }, name as AbGateCommandName) : named[kind];
  }

  const recovery: Recovery = {
    settleCommands: () => settleIntended(database, carrierOf, clock()),

    async reviveGates() {
      const revived: ModelName[] = [];
      for (const model of modelNames) {
        const open =
          (await currentExperiment(database, model, 'under_way')) ??
          (await currentExperiment(database, model, 'waiting'));
        if (open !== null && (await gate.revive(model))) revived.push(model);
      }
      return revived;
    },

    async recover() {
      const running = await runningRetrain(database);
      if (running !== null) await training.closeAbandoned(running);
      const settled = await recovery.settleCommands();
      const gates = await recovery.reviveGates();
      const waiting = await queuedMails(database);
      for (const name of waiting) await mails.order(name);
      for (const source of await sourcesWithWaiting(database)) await hooks.drain(source);
      return { settled, gates, mails: waiting.length };
    },
  };
  return recovery;
}
