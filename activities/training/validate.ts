import type { SnapshotStep, ValidationReport } from '../../contract/step-types.ts';
import { readReference } from '../../control/champion-snapshot.ts';
import { readSurroundings, toFacts } from '../../control/quality-facts.ts';
import { readArrived } from '../../control/read-gaps.ts';
import { describeGap, gapWithin } from '../../domain/monitoring/arrivals.ts';
import { judgeQuality, requireReady } from '../../domain/quality/checks.ts';
import { currentFeatures } from '../../models/features.ts';
import { newestLabels } from '../../models/queries/label-window.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { enterStage } from './enter-stage.ts';

/** Profiles the snapshot in a thread and judges it: a report, or a refusal with reasons. It writes nothing, so it may run again. */
export function createValidateActivities({ database, blobs, definitions, threads, log }: ActivityDependencies) {
  return {
    validate({ runId, model, snapshot, requestedAt, options }: SnapshotStep): Promise<ValidationReport> {
      return beating(async (signal) => {
        await enterStage(database, runId, 'validate');
        const definition = definitions[model];
        const reference = await readReference(database, blobs, model);
        const input = { snapshot: await blobs.get(snapshot.hash), reference };
        const profile = await threads.run('profile', input, { signal });
        const { horizonDays, windowDays } = snapshot;
        const populationDays = options.populationDays ?? definition.populationDays;
        const moments = { asOf: new Date(snapshot.asOf), horizonDays, windowDays, populationDays };
        const features = currentFeatures(definition);
        const surroundings = await readSurroundings(
          (sql, parameters) => database.query(sql, parameters, { signal }),
          definition,
          features,
          moments,
        );
        const { from, to } = newestLabels(definition, moments.asOf, horizonDays);
        const { gaps } = await readArrived(database, new Date(requestedAt), { signal });
        const gap = gapWithin(gaps, from, to);
        const { attributes } = snapshot;
        const facts = toFacts(definition, moments, {
          ...surroundings,
          ...(attributes && { attributes }),
          profile,
          gap: gap && describeGap(gap),
        });
        const findings = judgeQuality(facts);
        requireReady(facts, findings);
        const warnings = findings.filter(({ status }) => status === 'warning').map(({ message }) => message);
        log.info(happened('data_validated', { runId, rows: profile.rows, warnings, requestedAt }));
        return {
          positives: definition.task === 'classification' ? profile.positives : null,
          ...(snapshot.labels && { labels: snapshot.labels }),
          ...(attributes && { attributes }),
          warnings,
          findings,
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
