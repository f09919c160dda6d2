import type { ScoreTouchedStep, TouchedModel } from '../contract/messages.ts';
import { isPerennialError } from '../domain/errors.ts';
import { scoreTouched } from '../serving/answers/score-touched.ts';
import { readLiveModels } from '../serving/live/live-models.ts';
import { bitOf, markAllRead } from '../store/predictions/touched-contacts.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

/** On the orchestration queue: a training holds the slots of the other for up to an hour, and these are few. */
export function createScoreTouchedActivities({ database, blobs, definitions, settings, log }: ActivityDependencies) {
  return {
    scoreTouchedSubjects({ models, requestedAt }: ScoreTouchedStep): Promise<TouchedModel[]> {
      return beating(async (signal) => {
        const live = await readLiveModels({ database, blobs, definitions, log });
        const scored: TouchedModel[] = [];
        for (const model of models) {
          try {
            const { businessTimezone, leadIdleDays } = settings;
            const found = await scoreTouched({
              ...{ database, model, live: live.of(model), businessTimezone, leadIdleDays },
              ...{ now: new Date(requestedAt), clock: () => new Date(), signal },
            });
            if (found.subjects > 0) log.info(happened('touched_scored', { model, subjects: found.subjects }));
            scored.push({ model, ...found });
          } catch (error) {
            if (!isPerennialError(error) || error.code !== 'model_not_found') throw error;
            await markAllRead(database, bitOf(model, 'between'), { signal });
            scored.push({ model, subjects: 0, left: false });
          }
        }
        return scored;
      });
    },
  };
}
