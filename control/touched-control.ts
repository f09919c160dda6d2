import type { Client } from '@temporalio/client';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { type ScoreTouchedInput, workflowTypes } from '../contract/messages.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import { modelNames } from '../domain/models.ts';
import type { Database } from '../store/database/database.ts';
import { anyUnread } from '../store/predictions/touched-contacts.ts';

/** Scoring those again whose rows changed, between two scorings of everybody. */
export type TouchedControl = {
  /** Starts a scoring if somebody waits for one; one that is under way takes them too. Returns whether somebody does. */
  scoreIfTouched(): Promise<boolean>;
};

export function createTouchedControl(dependencies: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): TouchedControl {
  const { client, database, installation, limits = defaultLimits } = dependencies;
  return {
    async scoreIfTouched() {
      if (!(await anyUnread(database, 'between'))) return false;
      const input: ScoreTouchedInput = { models: modelNames, ...limitsInput(limits) };
      await client.workflow.start(workflowTypes.scoreTouched, {
        workflowId: installation.scoreTouched,
        taskQueue: installation.taskQueue('orchestration'),
        args: [input],
        memo: ownMemo(installation),
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'scores those again whose rows changed',
      });
      return true;
    },
  };
}
