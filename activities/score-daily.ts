import type { ScoredModel, ScoreStep } from '../contract/messages.ts';
import { isPerennialError } from '../domain/errors.ts';
import { scoreSubjects } from '../serving/answers/score-subjects.ts';
import { readLiveModels } from '../serving/live/live-models.ts';
import { forgetOldNotes } from '../store/predictions/touched-contacts.ts';
import { readVersionById } from '../store/training/versions.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

/**
 * Scores on the training queue, whose slots bound the CPU that it needs. Workflow tasks on the other queue never wait for it.
 */
export function createScoreDailyActivities({
  database,
  blobs,
  definitions,
  settings,
  log,
  metrics,
}: ActivityDependencies) {
  return {
    scoreModel({ model, requestedAt }: ScoreStep): Promise<ScoredModel> {
      return beating(async (signal, note) => {
        const startedAt = performance.now();
        await forgetOldNotes(database, { signal });
        note(`loading the deployed ${model} model`);
        const models = await readLiveModels({ database, blobs, definitions, log });
        try {
          const batch = await scoreSubjects({
            database,
            model,
            live: models.of(model),
            businessTimezone: settings.businessTimezone,
            leadIdleDays: settings.leadIdleDays,
            now: new Date(requestedAt),
            clock: () => new Date(),
            signal,
            onPage: (scored, subjects) => note(`${scored} of ${subjects} scored`),
          });
          const { name: version } = await readVersionById(database, batch.versionId);
          metrics.scored.inc({ model }, batch.subjects);
          metrics.scoringSeconds.observe({ model }, (performance.now() - startedAt) / 1_000);
          log.info(happened('subjects_scored', { model, version, batch: batch.id, subjects: batch.subjects }));
          return { state: 'scored', model, batch: batch.id, version, subjects: batch.subjects };
        } catch (error) {
          if (!isPerennialError(error) || error.code !== 'model_not_found') throw error;
          return { state: 'skipped', model, reason: error.message };
        }
      });
    },
  };
}
