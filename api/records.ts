import { dataSummary } from '../store/data-summary.ts';
import type { Database } from '../store/database.ts';
import { listMails, readMail } from '../store/mails.ts';
import { listRuns } from '../store/runs.ts';
import { ModelVersionEntity, RetrainEntity } from '../store/training-entities.ts';
import { listVersions } from '../store/versions.ts';
import type { Records, RunRecord } from './ports.ts';

export function createRecords(database: Database): Records {
  return {
    runs: (filter) => readRuns(database, filter),
    versions: () => listVersions(database),
    mails: (limit) => listMails(database, { limit }),
    mail: (id) => readMail(database, id),
    data: async () => {
      const { real, synthetic, ...total } = await dataSummary(database);
      return { total, real, synthetic };
    },
  };
}

/** With what the API tells of a run's retrain and version; three queries, however many runs. */
async function readRuns(database: Database, filter: Parameters<Records['runs']>[0]): Promise<RunRecord[]> {
  const runs = await listRuns(database, filter);
  const em = database.em();
  const retrains = await em.find(RetrainEntity, { id: { $in: runs.map((run) => run.retrainId) } });
  const versions = await em.find(ModelVersionEntity, { id: { $in: runs.flatMap((run) => run.versionId ?? []) } });
  const triggers = new Map(retrains.map((retrain) => [retrain.id, retrain.trigger]));
  const names = new Map(versions.map((version) => [version.id, version.name]));
  return runs.flatMap((run) => {
    const trigger = triggers.get(run.retrainId);
    // deleted between the queries, and its runs with it
    if (trigger === undefined) return [];
    return [{ ...run, trigger, version: run.versionId === null ? null : (names.get(run.versionId) ?? null) }];
  });
}
