import { PerennialError } from '../domain/errors.ts';
import type { ModelName } from '../domain/models.ts';

export const queueNames = ['orchestration', 'training'] as const;
export type QueueName = (typeof queueNames)[number];

/**
 * One database with its workers, API and schedules. Several share a Temporal namespace by their names: the name stands before every id
 * there, so that no two of them can mean the same queue, workflow or schedule.
 */
export type Installation = {
  /** Empty for the one without a name: its ids are those of the releases that knew no names. */
  readonly name: string;
  taskQueue(queue: QueueName): string;
  /** The fixed id that lets one retrain run at a time. */
  readonly retrain: string;
  /** `runId`: `<retrain>/<model>`. */
  trainModel(runId: string): string;
  /** One gate a model: it works off the experiment under way, then the one that waits. */
  abGate(model: ModelName): string;
  /** A person's request; one that comes while the same is under way shares it. A schedule's firing has an id of its own. */
  scoreDaily(models: readonly ModelName[]): string;
  /** By the mail's own name. A number is the row of a mail that was queued before mails had names. */
  deliverMail(mail: string | number): string;
  /** In Temporal; people, tables and inputs name a schedule without the installation. */
  schedule(schedule: string): string;
  /** The other way round; null for a schedule that can't be this installation's. */
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
    deliverMail: (mail) => `${prefix}mail/${mail}`,
    schedule: (schedule) => prefix + schedule,
    scheduleOf: (id) => {
      const schedule = id.startsWith(prefix) ? id.slice(prefix.length) : '';
      return schedule === '' || schedule.includes('/') ? null : schedule;
    },
  };
}

/** A workflow's installation: that of the workers which run it. */
export function installationOfQueue(taskQueue: string): Installation {
  const [, name = ''] = /^(.+)\/[^/]+$/.exec(taskQueue) ?? [];
  return createInstallation(name);
}

/** An installation as a process with its database knows it. */
export type OwnInstallation = Installation & {
  /** UUID in the database: it stands in the memo of schedules and of long-lived workflows. */
  readonly identity: string;
  /** Whether what bears no identity is its own: a release that knew none has left it. */
  readonly adopts: boolean;
};

type Memo = Readonly<Record<string, unknown>> | undefined;

export function ownMemo({ identity }: OwnInstallation): { readonly installation: string } {
  return { installation: identity };
}

export function isOwn({ identity, adopts }: OwnInstallation, memo: Memo): boolean {
  return memo?.installation === undefined ? adopts : memo.installation === identity;
}

/** @throws PerennialError `installation_taken`; `what` bears the memo. */
export function requireOwnMemo(installation: OwnInstallation, what: string, memo: Memo): void {
  if (isOwn(installation, memo)) return;
  const { name, identity } = installation;
  throw new PerennialError(
    'installation_taken',
    `${name === '' ? 'The installation without a name' : `The installation "${name}"`} in this Temporal namespace belongs to another database: ${what} says so.`,
    'Give this one a name of its own, PERENNIAL_INSTALLATION=<name>, in all its processes. Where the other database is gone for good, delete its schedules and end its workflows in the Temporal Web UI instead. Nothing was changed.',
    { what, name, ours: identity, theirs: memo?.installation ?? null },
  );
}
