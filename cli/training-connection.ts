import { Client, Connection } from '@temporalio/client';
import { createGateControl, type GateControl } from '../control/gate-control.ts';
import { createMailControl, type MailControl } from '../control/mail-control.ts';
import { createScheduleControl, type ScheduleControl } from '../control/schedule-control.ts';
import { createScoringControl, type ScoringControl } from '../control/scoring-control.ts';
import { createTrainingControl, type TrainingControl } from '../control/training-control.ts';
import { PerennialError } from '../domain/errors.ts';
import { createSchedules } from '../schedules/schedules.ts';
import type { Config } from '../stack/config.ts';
import type { Database } from '../store/database.ts';

export type TrainingConnection = {
  readonly control: TrainingControl;
  readonly gate: GateControl;
  readonly scoring: ScoringControl;
  readonly schedules: ScheduleControl;
  readonly mails: MailControl;
  close(): Promise<void>;
};

export async function connectTraining(
  config: Config,
  address: string,
  database: Database,
): Promise<TrainingConnection> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' }).catch((error: unknown) => {
    throw new PerennialError(
      'temporal_unavailable',
      `The Temporal server at ${address} can't be reached: ${(error as Error).message}`,
      'Start it, or correct TEMPORAL_ADDRESS; without TEMPORAL_ADDRESS the embedded one is used.',
      { address },
      error,
    );
  });
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const control = createTrainingControl({
    client,
    database,
    taskQueuePrefix: config.temporal.taskQueuePrefix,
    clock: () => new Date(),
  });
  const gate = createGateControl({ client, taskQueuePrefix: config.temporal.taskQueuePrefix });
  const scoring = createScoringControl({ client, taskQueuePrefix: config.temporal.taskQueuePrefix });
  const schedules = createScheduleControl({ client, database, schedules: createSchedules(config.schedules) });
  const mails = createMailControl({ client, taskQueuePrefix: config.temporal.taskQueuePrefix });
  return { control, gate, scoring, schedules, mails, close: () => connection.close() };
}
