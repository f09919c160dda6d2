import { defineEntity, p } from '@mikro-orm/core';
import type { HoldoutPicture } from '../../domain/holdout-picture.ts';
import type { StageName } from '../../domain/runs.ts';
import { RunEntity } from './training-entities.ts';

/** Columns are described in migrations/0025-run-reports.ts. */

export const RunStageEntity = defineEntity({
  name: 'RunStage',
  tableName: 'run_stages',
  properties: {
    runId: () => p.manyToOne(RunEntity).mapToPk().fieldName('run_id').primary(),
    stage: p.text().$type<StageName>().primary(),
    enteredAt: p.datetime(),
  },
});

export const RunPictureEntity = defineEntity({
  name: 'RunPicture',
  tableName: 'run_pictures',
  properties: {
    runId: () => p.oneToOne(RunEntity).mapToPk().fieldName('run_id').primary(),
    picture: p.json<HoldoutPicture>(),
  },
});

export const reportEntities = [RunStageEntity, RunPictureEntity] as const;
