import { type ScoreMap, scoreMapOf } from '../../domain/experiment/score-map.ts';
import { readingOf, rowsFor } from '../../serving/answers/reading.ts';
import { scoreBatch } from '../../serving/answers/score-rows.ts';
import { type LoadedModel, loadModel } from '../../serving/live/load-version.ts';
import { requireServable } from '../../serving/live/require-servable.ts';
import { knownRows } from '../../serving/predict.ts';
import { newestSubjects } from '../../serving/subjects/subjects.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** Enough for percentiles of the scores to be known within about a point. */
const comparedSubjects = 2_000;

/**
 * How the challenger's scores of the newest subjects become the champion's distribution, so that both arms offer the people who work
 * them equal shares of hot, warm and cold (`armsCompete`). null without subjects.
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
    const rows = (await knownRows(database, reading, subjects, now)).map(({ features }) => features);
    const [usual, mapped] = models.map((model) => scoreBatch(model.predictor, rowsFor(model, reading, rows)).output);
    return scoreMapOf(mapped, usual);
  } finally {
    for (const { predictor } of models) predictor.free();
  }
}
