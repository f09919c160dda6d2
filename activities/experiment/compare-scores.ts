import { type ScoreMap, scoreMapOf } from '../../domain/experiment/score-map.ts';
import { servingQuery } from '../../models/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import { loadVersion } from '../../serving/load-version.ts';
import { type FeatureRow, scoreRows } from '../../serving/score-rows.ts';
import { newestSubjects } from '../../serving/subjects.ts';
import type { ModelVersion } from '../../store/versions.ts';
import type { ActivityDependencies } from '../dependencies.ts';

/** Enough for percentiles of the scores to be known within about a point. */
const comparedSubjects = 2_000;

/**
 * How the challenger's scores of the newest subjects become the champion's distribution, so that both arms offer the people who work
 * the leads equal shares of hot, warm and cold. null without subjects.
 */
export async function compareScores(
  { database, blobs }: ActivityDependencies,
  champion: ModelVersion,
  challenger: ModelVersion,
  now: Date,
): Promise<ScoreMap | null> {
  const { model } = champion;
  const subjects = await newestSubjects(database, model, comparedSubjects, now);
  if (subjects.length === 0) return null;
  const keys = subjects.map(({ key }) => key);
  const rows = await database.query<FeatureRow>(servingQuery(modelDefinition(model)), [now, keys]);
  const scoresOf = async (version: ModelVersion) => {
    const predictor = await loadVersion(version, blobs);
    try {
      return scoreRows(predictor, rows).map(({ output }) => output);
    } finally {
      predictor.free();
    }
  };
  return scoreMapOf(await scoresOf(challenger), await scoresOf(champion));
}
