import { listIncidents, readIncident } from '../store/alerts/incidents.ts';
import { listMails, readMail } from '../store/alerts/mails.ts';
import { readMetricRecords } from '../store/alerts/metric-records.ts';
import { dataSummary } from '../store/crm/data-summary.ts';
import type { Database } from '../store/database/database.ts';
import { countExcluded } from '../store/experiments/arm-traffic.ts';
import {
  type Experiment,
  listExperiments,
  readEndings,
  readEvents,
  readExperiment,
  readLooks,
  readPhases,
} from '../store/experiments/experiments.ts';
import { readCalendar } from '../store/schedules/calendar.ts';
import { listDeployments } from '../store/training/deployments.ts';
import { readRetrains } from '../store/training/retrains.ts';
import { listRuns } from '../store/training/runs.ts';
import { ModelVersionEntity } from '../store/training/training-entities.ts';
import { listVersions } from '../store/training/versions.ts';
import type { ExperimentRecord, Records, RunRecord } from './ports.ts';

export function createRecords(database: Database): Records {
  return {
    runs: (filter) => readRuns(database, filter),
    versions: () => listVersions(database),
    mails: (limit) => listMails(database, { limit }),
    mail: (id) => readMail(database, id),
    incidents: (filter) => listIncidents(database, filter),
    incident: (id) => readIncident(database, id),
    data: async () => {
      const { real, synthetic, ...total } = await dataSummary(database);
      return { total, real, synthetic };
    },
    experiments: async (filter) => withNames(database, await listExperiments(database, filter)),
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
    deployments: async (filter) => {
      const deployments = await listDeployments(database, filter);
      const names = await versionNames(
        database,
        deployments.flatMap(({ versionId, previousVersionId }) => [versionId, previousVersionId]),
      );
      return deployments.map((deployment) => ({
        deployment,
        version: names(deployment.versionId) ?? '',
        previous: names(deployment.previousVersionId),
      }));
    },
  };
}

/** With what the API tells of a run's retrain and version; three queries, however many runs. */
async function readRuns(database: Database, filter: Parameters<Records['runs']>[0]): Promise<RunRecord[]> {
  const runs = await listRuns(database, filter);
  const retrains = await readRetrains(
    database,
    runs.map((run) => run.retrainId),
  );
  const names = await versionNames(
    database,
    runs.map((run) => run.versionId),
  );
  return runs.flatMap((run) => {
    const retrain = retrains.get(run.retrainId);
    // deleted between the queries, and its runs with it
    if (retrain === undefined) return [];
    const { trigger, reason } = retrain;
    return [{ ...run, trigger, reason, version: names(run.versionId) }];
  });
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

/** From a version's id to its name; null for null. */
async function versionNames(
  database: Database,
  ids: readonly (number | null)[],
): Promise<(id: number | null) => string | null> {
  const known = ids.filter((id) => id !== null);
  const versions = await database.em().find(ModelVersionEntity, { id: { $in: known } });
  const names = new Map(versions.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? null : (names.get(id) ?? null));
}
