import type { RunReport } from '../contract/step-types.ts';
import { modelNames } from '../domain/models.ts';
import { evaluatedIntervals } from '../store/alerts/degradations.ts';
import { readLiveCalls } from '../store/alerts/live-calls.ts';
import type { Database } from '../store/database/database.ts';
import { mapPage } from '../store/database/read-page.ts';
import { readRetrains, unknownRun } from '../store/training/retrains.ts';
import { readPicture, readStages } from '../store/training/run-reports.ts';
import { pageRuns, type Run, readRun, runsOfRetrain } from '../store/training/runs.ts';
import { type ModelVersion, pageVersions, readChampion, readVersionById } from '../store/training/versions.ts';
import type { Records, RunRecord, VersionRecord } from './ports.ts';
import { versionNames } from './version-names.ts';

/** What the API reads of trainings and of what came of them. */
export function runRecords(database: Database): Pick<Records, 'runs' | 'runsOf' | 'run' | 'versions' | 'verdictFacts'> {
  return {
    runs: async (filter, page) =>
      mapPage(await pageRuns(database, filter, page), (rows) => withRetrains(database, rows)),
    async runsOf(retrainId) {
      const runs = await runsOfRetrain(database, retrainId);
      if (runs.length === 0) throw unknownRun(retrainId);
      const place = ({ model }: Run) => modelNames.indexOf(model);
      return await withRetrains(
        database,
        runs.toSorted((a, b) => place(a) - place(b)),
      );
    },
    async run(id) {
      const stored = await readRun(database, id);
      const [run] = await withRetrains(database, [stored]);
      if (run === undefined) throw unknownRun(id);
      const { stage, progress, message, asOf, horizonDays, featureCount, labelSource, codeVersion } = stored;
      return {
        ...{ run, stage, progress, message, asOf, horizonDays, featureCount, labelSource, codeVersion },
        report: stored.report as RunReport | null,
        entered: await readStages(database, id),
        picture: await readPicture(database, id),
        card: stored.versionId === null ? null : (await readVersionById(database, stored.versionId)).card,
      };
    },
    versions: async (filter, page) =>
      mapPage(await pageVersions(database, filter, page), async (rows) => rows.map(toVersion)),
    async verdictFacts(model) {
      const champion = await readChampion(database, model);
      if (champion === null) return null;
      return {
        ...{ model, version: champion.name, labels: champion.labelSource, metrics: champion.metrics },
        baseline: cardOf(champion).baseline,
        live: await readLiveCalls(database, model, champion.name),
        holdout: (await readPicture(database, champion.runId))?.calls ?? null,
      };
    },
  };
}

/** With what the API tells of a run's retrain and version; three queries, however many runs. */
async function withRetrains(database: Database, runs: readonly Run[]): Promise<RunRecord[]> {
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

function toVersion(version: ModelVersion & { readonly champion: boolean }): VersionRecord {
  return { ...version, intervals: evaluatedIntervals(version), baseline: cardOf(version).baseline };
}

/** Cards of earlier releases hold less. */
function cardOf({ card }: Pick<ModelVersion, 'card'>): Pick<VersionRecord, 'baseline'> {
  return { baseline: {}, ...(card as Partial<Pick<VersionRecord, 'baseline'>>) };
}
