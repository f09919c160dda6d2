import type { SnapshotStep, ValidationReport } from '../../contract/step-types.ts';
import { describeGap, gapWithin } from '../../domain/monitoring/arrivals.ts';
import { judgeReadiness } from '../../domain/readiness.ts';
import { newestLabels } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { readArrived } from '../monitor/read-gaps.ts';
import { enterStage } from './enter-stage.ts';

/** Profiles the snapshot in a thread and judges it: a report, or a refusal with reasons. It writes nothing, so it may run again. */
export function createValidateActivities({ database, blobs, threads, log }: ActivityDependencies) {
  return {
    validate({ runId, model, snapshot, requestedAt }: SnapshotStep): Promise<ValidationReport> {
      return beating(async (signal) => {
        await enterStage(database, runId, 'validate');
        const profile = await threads.run('profile', { snapshot: await blobs.get(snapshot.hash) }, { signal });
        const definition = modelDefinition(model);
        const { task, minimum } = definition;
        const asOf = new Date(snapshot.asOf);
        const { from, to } = newestLabels(definition, asOf, snapshot.horizonDays);
        const { gaps } = await readArrived(database, new Date(requestedAt), { signal });
        const gap = gapWithin(gaps, from, to);
        const warnings = [
          ...judgeReadiness({ model, task, minimum, profile, asOf }),
          ...(gap === null ? [] : [`${describeGap(gap)}: labels that reach into that time may be wrong`]),
        ];
        log.info(happened('data_validated', { runId, rows: profile.rows, warnings, requestedAt }));
        return {
          positives: task === 'classification' ? profile.positives : null,
          ...(snapshot.labels && { labels: snapshot.labels }),
          warnings,
          nullShare: Object.fromEntries(profile.features.map((feature) => [feature.name, feature.nullShare])),
          duplicates: profile.duplicates,
          outliers: Object.fromEntries(profile.features.map((feature) => [feature.name, feature.outliers])),
          newest: profile.newest,
          oldest: profile.oldest,
          label: profile.label,
        };
      });
    },
  };
}
