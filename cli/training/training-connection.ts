import { connectTemporal } from '../../control/connect-temporal.ts';
import { createGateControl, type GateControl } from '../../control/gate-control.ts';
import { createMailControl, type MailControl } from '../../control/mail-control.ts';
import { readOwnInstallation } from '../../control/own-installation.ts';
import { createScheduleControl, type ScheduleControl } from '../../control/schedule-control.ts';
import { createScoringControl, type ScoringControl } from '../../control/scoring-control.ts';
import { createTrainingControl, type TrainingControl } from '../../control/training-control.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import type { Config } from '../../stack/config.ts';
import type { Database } from '../../store/database/database.ts';

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
  const { connection, client } = await connectTemporal(address, config.temporal.namespace);
  const installation = await readOwnInstallation(database, config.installation);
  const control = createTrainingControl({
    client,
    database,
    installation,
    clock: () => new Date(),
  });
  const gate = createGateControl({ client, installation });
  const scoring = createScoringControl({ client, installation });
  const schedules = createScheduleControl({
    client,
    database,
    installation,
    schedules: createSchedules(config.schedules),
  });
  const mails = createMailControl({ client, installation });
  return { control, gate, scoring, schedules, mails, close: () => connection.close() };
}
