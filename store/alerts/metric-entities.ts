import { defineEntity, p } from '@mikro-orm/core';
import type { ModelName } from '../../domain/models.ts';
import type { MeasurementSource } from '../../domain/monitoring/measurement.ts';
import { ModelVersionEntity } from '../training/training-entities.ts';

/** A measured figure (columns are described in migrations/0005-metrics.ts). */
export const MetricRecordEntity = defineEntity({
  name: 'MetricRecord',
  tableName: 'metric_records',
  properties: {
    model: p.text().$type<ModelName>().primary(),
    date: p.date().primary(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id').primary(),
    source: p.text().$type<MeasurementSource>().primary(),
    metric: p.text().primary(),
    segment: p.text().primary(),
    value: p.double().$type<number>().strictNullable(),
    low: p.double().$type<number>().strictNullable(),
    high: p.double().$type<number>().strictNullable(),
    noise: p.double().$type<number>().strictNullable(),
    samples: p.integer(),
    reason: p.text().strictNullable(),
    estimate: p.boolean().generated(`(source = 'estimate') stored`),
    measuredAt: p.datetime(),
  },
});

export const metricEntities = [MetricRecordEntity] as const;
