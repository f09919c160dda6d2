import { type ScoreMap, scoreMapOf } from '../../domain/experiment/score-map.ts';
import { readingOf, rowsFor } from '../../serving/answers/reading.ts';
import { scoreBatch } from '../../serving/answers/score-rows.ts';
import { type LoadedModel, loadModel } from '../../serving/live/load-version.ts';
import { requireServable } from '../../serving/live/require-servable.ts';
import { knownRows } from '../../serving/predict.ts';
import { newestSubjects } from '../../serving/subjects/subjects.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** This many subjects give the percentiles of the scores to within about a point. */
const comparedSubjects = 2_000;

/**
 * How the challenger's scores are mapped to the champion's distribution, from the newest subjects, so that both arms offer
 * salespeople equal shares of hot, warm and cold leads (`armsCompete`). null if there are no subjects.
 */
export async function compareScores(
  { database, blobs, definitions }: ActivityDependencies,
  champion: ModelVersion,
  challenger: ModelVersion,
  now: Date,
): Promise<ScoreMap | null> {
  const subjects = await newestSubjects(database, champion.model, comparedSubjects, now);
  if (subjects.length === 0) return null;
  const models: LoadedModel[] = [];
  try {
    for (const version of [champion, challenger]) {
      const model = await loadModel(version, blobs, definitions);
      models.push(model);
      requireServable(version, model.predictor.description, model.definition);
    }
    const reading = readingOf(models[0], models[1]);
    const rows = await knownRows(database, reading, subjects, now);
    const [usual, mapped] = models.map((model) => scoreBatch(model.predictor, rowsFor(model, reading, rows)).output);
    return scoreMapOf(mapped, usual);
  } finally {
    for (const { predictor } of models) predictor.free();
  }
}
