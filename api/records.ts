import { dataSummary } from '../store/data-summary.ts';
import type { Database } from '../store/database.ts';
import { listMails, readMail } from '../store/mails.ts';
import { listRuns } from '../store/runs.ts';
import { listVersions } from '../store/versions.ts';
import type { Records } from './ports.ts';

export function createRecords(database: Database): Records {
  return {
    runs: (filter) => listRuns(database, filter),
    versions: () => listVersions(database),
    mails: (limit) => listMails(database, { limit }),
    mail: (id) => readMail(database, id),
    data: async () => {
      const { real, synthetic, ...total } = await dataSummary(database);
      return { total, real, synthetic };
    },
  };
}
