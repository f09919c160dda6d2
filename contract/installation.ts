import { PerennialError } from '../domain/errors.ts';
import type { ModelName } from '../domain/models.ts';

export const queueNames = ['orchestration', 'training'] as const;
export type QueueName = (typeof queueNames)[number];

/**
 * One database with its workers, API and schedules. Several installations share a Temporal namespace by their names: the
 * name is the first part of every id there, so two installations never use the same queue, workflow or schedule.
 */
export type Installation = {
  /** Empty for an installation without a name: its ids equal those of the releases that had no names. */
  readonly name: string;
  taskQueue(queue: QueueName): string;
  /** The fixed id that lets one retrain run at a time. */
  readonly retrain: string;
  /** `runId`: `<retrain>/<model>`. */
  trainModel(runId: string): string;
  /** One gate per model: it runs the current experiment, then the one that waits. */
  abGate(model: ModelName): string;
  /**
   * For a person's request; a second request for the same models while it runs shares it. A schedule's firing gets an id of
   * its own.
   */
  scoreDaily(models: readonly ModelName[]): string;
  /** One at a time, of all models. */
  readonly scoreTouched: string;
  /** By the mail's name. A number is the row of a mail that was queued before mails had names. */
  deliverMail(mail: string | number): string;
  /** The id in Temporal; people, tables and inputs name a schedule without the installation. */
  schedule(schedule: string): string;
  /** One at a time; who asks while it is under way makes it look again at its end. */
  readonly fillSentiment: string;
  /** One at a time. */
  readonly pretendBusiness: string;
  /** By the destination's UUID: one at a time for each. */
  deliverEvents(destinationId: string): string;
  /** Of one run, one at a time. */
  reproduceRun(runId: string): string;
  /** One step of work on a file at a time. */
  importUpload(uploadId: string): string;
  /** Reads what one source posted, one delivery after the other. */
  drainInbox(source: string): string;
  /** Readings of a source: of its schedule, so that one goes on at a time. Not among the schedules of the code. */
  syncSource(source: string): string;
  /** The reverse of `schedule`; null for a schedule that can't belong to this installation. */
  scheduleOf(id: string): string | null;
};

export function createInstallation(name: string): Installation {
  const prefix = name === '' ? '' : `${name}/`;
  return {
    name,
    taskQueue: (queue) => prefix + queue,
    retrain: `${prefix}retrain`,
    trainModel: (runId) => `${prefix}retrain/${runId}`,
    abGate: (model) => `${prefix}gate/${model}`,
    scoreDaily: (models) => `${prefix}score-daily/${models.join('+')}`,
    scoreTouched: `${prefix}score-touched`,
    deliverMail: (mail) => `${prefix}mail/${mail}`,
    fillSentiment: `${prefix}fill-sentiment`,
    pretendBusiness: `${prefix}pretend-business`,
    deliverEvents: (destinationId) => `${prefix}destination/${destinationId}`,
    reproduceRun: (runId) => `${prefix}reproduce/${runId}`,
    importUpload: (uploadId) => `${prefix}import/${uploadId}`,
    drainInbox: (source) => `${prefix}inbox/${source}`,
    syncSource: (source) => `${prefix}source/${source}`,
    schedule: (schedule) => prefix + schedule,
    scheduleOf: (id) => {
      const schedule = id.startsWith(prefix) ? id.slice(prefix.length) : '';
      return schedule === '' || schedule.includes('/') ? null : schedule;
    },
  };
}

/** The installation of a workflow, by the task queue of its workers. */
export function installationOfQueue(taskQueue: string): Installation {
  const [, name = ''] = /^(.+)\/[^/]+$/.exec(taskQueue) ?? [];
  return createInstallation(name);
}

/** An installation as seen by a process that is connected to its database. */
export type OwnInstallation = Installation & {
  /** The UUID in the database, also in the memo of schedules and long-lived workflows. */
  readonly identity: string;
  /** Whether things without an identity are its own: releases before identities left them. */
  readonly adopts: boolean;
};

type Memo = Readonly<Record<string, unknown>> | undefined;

export function ownMemo({ identity }: OwnInstallation): { readonly installation: string } {
  return { installation: identity };
}

export function isOwn({ identity, adopts }: OwnInstallation, memo: Memo): boolean {
  return memo?.installation === undefined ? adopts : memo.installation === identity;
}

/** @param what names the object that has the memo. @throws PerennialError `installation_taken` */
export function requireOwnMemo(installation: OwnInstallation, what: string, memo: Memo): void {
  if (isOwn(installation, memo)) return;
  const { name, identity } = installation;
  throw new PerennialError(
    'installation_taken',
    `${name === '' ? 'The installation without a name' : `The installation "${name}"`} in this Temporal namespace belongs to another database, according to ${what}.`,
    'Give this installation a name of its own, PERENNIAL_INSTALLATION=<name>, in all its processes. If the other database is gone for good, delete its schedules and terminate its workflows in the Temporal Web UI instead. Nothing was changed.',
    { what, name, ours: identity, theirs: memo?.installation ?? null },
  );
}
