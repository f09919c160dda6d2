import type { GateConfig } from '../../domain/experiment/experiment.ts';
import { guardedUntil } from '../../domain/experiment/guarded-until.ts';
import type { ScoreMap } from '../../domain/experiment/score-map.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../database/database.ts';
import { ModelVersionEntity } from '../training/training-entities.ts';
import type { ModelVersion } from '../training/versions.ts';

/** What serves a model at one moment: the deployed version, and the open phase of a challenger, if any. */
export type ServingState = {
  readonly model: ModelName;
  readonly champion: ModelVersion;
  readonly trial: {
    readonly experimentId: string;
    readonly phase: number;
    readonly challengerShare: number;
    readonly salt: string;
    readonly challenger: ModelVersion;
    readonly scoreMap: ScoreMap | null;
    /** From then on the champion serves all, until a look succeeds. */
    readonly guardedUntil: Date;
  } | null;
};

type Row = {
  readonly model: ModelName;
  readonly champion: number;
  readonly challenger: number | null;
  readonly experiment: string;
  readonly phase: number;
  readonly share: number;
  readonly salt: string;
  readonly score_map: ScoreMap | null;
  readonly config: GateConfig;
  readonly started_at: Date;
  readonly looked_at: Date | null;
};

/** Every deployed model, as of one moment. An experiment whose champion is no longer deployed doesn't serve. */
export async function readServingState(database: Database): Promise<ServingState[]> {
  const rows = await database.query<Row>(`
    select c.model, c.version_id as champion, e.challenger_version_id as challenger, e.id as experiment, e.score_map,
      p.number as phase, p.challenger_share as share, p.salt, e.config, p.started_at,
      (select max(l.at) from experiment_looks as l where l.experiment_id = e.id and l.phase = p.number) as looked_at
    from champions as c
    left join (experiments as e join experiment_phases as p on p.experiment_id = e.id and p.closed_at is null)
      on e.model = c.model and e.champion_version_id = c.version_id and e.state = 'running'`);
  const ids = rows.flatMap(({ champion, challenger }) => (challenger === null ? [champion] : [champion, challenger]));
  const versions = await database.em().find(ModelVersionEntity, { id: { $in: ids } });
  const byId = new Map(versions.map((version) => [version.id, version]));
  return rows.flatMap((row) => {
    const champion = byId.get(row.champion);
    // deleted between the two queries: another notification will follow
    if (champion === undefined) return [];
    const challenger = row.challenger === null ? undefined : byId.get(row.challenger);
    const trial =
      challenger === undefined
        ? null
        : {
            experimentId: row.experiment,
            phase: row.phase,
            challengerShare: row.share,
            salt: row.salt,
            challenger,
            scoreMap: row.score_map,
            guardedUntil: guardedUntil(row.config, row.started_at, row.looked_at),
          };
    return [{ model: row.model, champion, trial }];
  });
}
