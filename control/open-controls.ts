import type { Client, Connection } from '@temporalio/client';
import type { OwnInstallation } from '../contract/installation.ts';
import type { Database } from '../store/database/database.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { carryRequest } from './carry-request.ts';
import { type ConnectionSecurity, connectTemporal } from './connect-temporal.ts';
import { createDeliveryControl, type DeliveryControl } from './delivery-control.ts';
import { createGateControl, type GateControl } from './gate-control.ts';
import { createHookControl, type HookControl } from './hook-control.ts';
import { createMailControl, type MailControl } from './mail-control.ts';
import { readOwnInstallation } from './own-installation.ts';
import { createPretendControl, type PretendControl } from './pretend-control.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { createReproductionControl, type ReproductionControl } from './reproduction-control.ts';
import {
  createReadSchedule,
  createScheduleControl,
  type KnownSchedule,
  type ReadSchedule,
  type ScheduleControl,
} from './schedule-control.ts';
import { createScoringControl, type ScoringControl } from './scoring-control.ts';
import { createSentimentControl, type SentimentControl } from './sentiment-control.ts';
import { createSourceControl, type SourceControl } from './source-control.ts';
import { createTouchedControl, type TouchedControl } from './touched-control.ts';
import { createTrainingControl, type TrainingControl } from './training-control.ts';
import { createUploadControl, type UploadControl } from './upload-control.ts';

/** Everything that a process requests from Temporal. API, CLI, workers and `npm start` all open it here. */
export type Controls = {
  readonly training: TrainingControl;
  readonly gate: GateControl;
  readonly scoring: ScoringControl;
  readonly touched: TouchedControl;
  readonly sentiment: SentimentControl;
  readonly schedules: ScheduleControl;
  readonly readSchedule: ReadSchedule;
  readonly mails: MailControl;
  readonly deliveries: DeliveryControl;
  readonly uploads: UploadControl;
  readonly hooks: HookControl;
  readonly pretend: PretendControl;
  readonly sources: SourceControl;
  readonly reproduction: ReproductionControl;
  readonly recovery: Recovery;
  readonly installation: OwnInstallation;
  readonly client: Client;
  readonly connection: Connection;
  close(): Promise<void>;
};

export async function openControls(settings: {
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly installation: string;
    readonly security?: ConnectionSecurity | undefined;
  };
  readonly schedules: readonly KnownSchedule[];
  readonly database: Database;
  /** ms that each call waits for Temporal; left out: as a worker does. */
  readonly patience?: number;
  /** Opens without Temporal too, for what is stored. */
  readonly lazily?: boolean;
  readonly tracing?: Pick<Tracing, 'client'> | null;
}): Promise<Controls> {
  const { temporal, schedules, database, patience, lazily, tracing = null } = settings;
  const installation = await readOwnInstallation(database, temporal.installation);
  const { security } = temporal;
  const { connection, client } = await connectTemporal(temporal.address, temporal.namespace, {
    patience,
    lazily,
    security,
    interceptors: [carryRequest, ...(tracing === null ? [] : [tracing.client])],
  });
  const dependencies = { client, database, schedules, installation };
  const controls = {
    training: createTrainingControl(dependencies),
    gate: createGateControl(dependencies),
    schedules: createScheduleControl(dependencies),
    mails: createMailControl(dependencies),
    hooks: createHookControl(dependencies),
  };
  return {
    ...controls,
    scoring: createScoringControl(dependencies),
    touched: createTouchedControl(dependencies),
    sentiment: createSentimentControl(dependencies),
    deliveries: createDeliveryControl(dependencies),
    uploads: createUploadControl(dependencies),
    pretend: createPretendControl(dependencies),
    sources: createSourceControl(dependencies),
    reproduction: createReproductionControl(dependencies),
    readSchedule: createReadSchedule(dependencies),
    recovery: createRecovery({ database, ...controls }),
    installation,
    client,
    connection,
    close: () => connection.close(),
  };
}
