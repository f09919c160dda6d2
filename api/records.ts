import { pageIncidents, readIncident } from '../store/alerts/incidents.ts';
import { pageMails, readMail } from '../store/alerts/mails.ts';
import { readMetricRecords } from '../store/alerts/metric-records.ts';
import { dataSummary } from '../store/crm/data-summary.ts';
import { countParked } from '../store/crm/parked-rows.ts';
import type { Database } from '../store/database/database.ts';
import { mapPage } from '../store/database/read-page.ts';
import { countExcluded } from '../store/experiments/arm-traffic.ts';
import {
  type Experiment,
  readEndings,
  readEvents,
  readExperiment,
  readLooks,
  readPhases,
} from '../store/experiments/experiments.ts';
import { pageExperiments } from '../store/experiments/page-experiments.ts';
import { readCalendar } from '../store/schedules/calendar.ts';
import { pageDeployments } from '../store/training/deployments.ts';
import type { ExperimentRecord, Records } from './ports.ts';
import { runRecords } from './run-records.ts';
import { versionNames } from './version-names.ts';

export function createRecords(database: Database): Records {
  return {
    ...runRecords(database),
    mails: (filter, page) => pageMails(database, filter, page),
    mail: (id) => readMail(database, id),
    incidents: (filter, page) => pageIncidents(database, filter, page),
    incident: (id) => readIncident(database, id),
    data: async () => {
      const { real, synthetic, ...total } = await dataSummary(database);
      return { total, real, synthetic };
    },
    waiting: () => countParked(database),
    experiments: async (filter, page) =>
      mapPage(await pageExperiments(database, filter, page), (rows) => withNames(database, rows)),
    experiment: async (id) => {
      const [record] = await withNames(database, [await readExperiment(database, id)]);
      const phases = await readPhases(database, id);
      const excluded = await countExcluded(database, id);
      return {
        ...record,
        phases,
        excluded,
        looks: await readLooks(database, id),
        events: await readEvents(database, id),
      };
    },
    calendar: (since) => readCalendar(database, since),
    metrics: (filter) => readMetricRecords(database, filter),
    deployments: async (filter, page) =>
      mapPage(await pageDeployments(database, filter, page), async (deployments) => {
        const names = await versionNames(
          database,
          deployments.flatMap(({ versionId, previousVersionId }) => [versionId, previousVersionId]),
        );
        return deployments.map((deployment) => ({
          deployment,
          version: names(deployment.versionId) ?? '',
          previous: names(deployment.previousVersionId),
        }));
      }),
  };
}

async function withNames(database: Database, experiments: readonly Experiment[]): Promise<ExperimentRecord[]> {
  const names = await versionNames(
    database,
    experiments.flatMap(({ championVersionId, challengerVersionId }) => [championVersionId, challengerVersionId]),
  );
  const endings = await readEndings(
    database,
    experiments.filter(({ state }) => state === 'ended').map(({ id }) => id),
  );
  return experiments.map((experiment) => ({
    experiment,
    endedBy: endings.get(experiment.id)?.actor ?? null,
    champion: names(experiment.championVersionId) ?? '',
    challenger: names(experiment.challengerVersionId) ?? '',
  }));
}
