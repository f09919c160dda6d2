import { type ScoreMap, scoreMapOf } from '../../domain/experiment/score-map.ts';
import { scoreBatch } from '../../serving/answers/score-rows.ts';
import { loadVersion } from '../../serving/live/load-version.ts';
import { knownRows } from '../../serving/predict.ts';
import { newestSubjects } from '../../serving/subjects/subjects.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** Enough for percentiles of the scores to be known within about a point. */
const comparedSubjects = 2_000;

/**
 * How the challenger's scores of the newest leads become the champion's distribution, so that both arms offer the people who work
 * the leads equal shares of hot, warm and cold. null without leads.
 */
export async function compareScores(
  { database, blobs }: ActivityDependencies,
  champion: ModelVersion,
  challenger: ModelVersion,
  now: Date,
): Promise<ScoreMap | null> {
  const subjects = await newestSubjects(database, 'lead_scoring', comparedSubjects, now);
  if (subjects.length === 0) return null;
  const rows = (await knownRows(database, 'lead_scoring', subjects, now)).map(({ features }) => features);
  const scoresOf = async (version: ModelVersion) => {
    const predictor = await loadVersion(version, blobs);
    try {
      return scoreBatch(predictor, rows).output;
    } finally {
      predictor.free();
    }
  };
  return scoreMapOf(await scoresOf(challenger), await scoresOf(champion));
}
