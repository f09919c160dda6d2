import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../database/database.ts';

export type PastScore = {
  readonly predictionId: string;
  readonly model: ModelName;
  readonly subject: string;
  readonly value: number;
  readonly confidence: number;
  /** The name of the version that answered. */
  readonly version: string;
  readonly at: Date;
};

/** The latest scores of these subjects from scorings of everybody, oldest first. */
export async function readPastScores(
  database: Database,
  model: ModelName,
  subjects: readonly string[],
  limit: number,
): Promise<PastScore[]> {
  return await database.query<PastScore>(
    `select * from (
       select p.id as "predictionId", p.model, p.subject, p.value, p.confidence, p.created_at as at,
         (select name from model_versions where id = p.version_id) as version
       from predictions as p
       where p.model = $1 and p.subject = any($2) and p.batch is not null
         and exists (select from prediction_batches as b where b.id = p.batch)
       order by p.created_at desc limit $3
     ) as latest order by at, subject`,
    [model, subjects, limit],
  );
}
