import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { ImportUploadInput } from '../contract/import-messages.ts';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { workflowTypes } from '../contract/messages.ts';
import type { Act } from '../domain/access/actor.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import type { UploadOptions, UploadStep } from '../domain/uploads.ts';
import type { Database } from '../store/database/database.ts';
import { announceCancel } from '../store/training/announce-cancel.ts';
import { beginStep, failStep, readUpload, type Upload } from '../store/uploads/uploads.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** Work on files that people sent. */
export type UploadControl = {
  /** Returns once a server has the order. @throws PerennialError `not_found`, `already_running`, `invalid_input`, `temporal_unavailable` */
  begin(id: string, step: UploadStep, options: UploadOptions | null, act?: Act): Promise<Upload>;
  /** Returns when it has stopped: nothing of the file was imported, or all of it. @throws PerennialError `not_found` */
  cancel(id: string): Promise<Upload>;
};

const cancelled = {
  code: 'cancelled',
  message: 'It was cancelled. Nothing of this file was imported.',
  remedy: 'Start it again whenever you like.',
};

export function createUploadControl({
  client,
  database,
  installation,
  limits = defaultLimits,
  clock = () => new Date(),
}: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
  readonly clock?: () => Date;
}): UploadControl {
  return {
    async begin(id, step, options, act) {
      const workflowId = installation.importUpload(id);
      await requireOwnInstallation(client, installation, workflowId);
      const upload = await beginStep(database, id, step, options, clock(), act);
      const input: ImportUploadInput = { uploadId: id, step, ...limitsInput(limits) };
      try {
        await client.workflow.start(workflowTypes.importUpload, {
          workflowId,
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          // one before it has ended its step and is about to end
          workflowIdConflictPolicy: 'TERMINATE_EXISTING',
          memo: ownMemo(installation),
          staticSummary: `${step}: ${upload.name}`.slice(0, 200),
        });
      } catch (error) {
        const refusal = temporalUnavailable(error);
        const { code, message, remedy } = refusal;
        await failStep(database, id, step, { code, message, remedy });
        throw refusal;
      }
      return upload;
    },

    async cancel(id) {
      const { state, step } = await readUpload(database, id);
      if (state === 'working') {
        const handle = client.workflow.getHandle(installation.importUpload(id));
        try {
          await announceCancel(database);
          await handle.cancel();
          await handle.result().catch(() => {});
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw temporalUnavailable(error);
        }
        // where Temporal has lost it, nobody else would say so
        await failStep(database, id, step, cancelled);
      }
      return await readUpload(database, id);
    },
  };
}
