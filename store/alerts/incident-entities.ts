import { defineEntity, p } from '@mikro-orm/core';
import type { Figure } from '../../domain/alerts/figures.ts';
import type { IncidentState } from '../../domain/alerts/incident.ts';
import type { ObservationSource } from '../../domain/alerts/observation.ts';
import type { ModelName } from '../../domain/models.ts';
import { ModelVersionEntity } from '../training/training-entities.ts';

/** Incidents and their evidence as entities (columns are described in migrations/0006-incidents.ts, 0008-degradation.ts, 0020-figures.ts). */
export const IncidentEntity = defineEntity({
  name: 'Incident',
  tableName: 'incidents',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    fingerprint: p.text(),
    rule: p.text(),
    model: p.text().$type<ModelName>().strictNullable(),
    source: p.text().$type<ObservationSource>(),
    state: p.text().$type<IncidentState>(),
    value: p.double().$type<number>().strictNullable(),
    limit: p.double().$type<number>(),
    detail: p.text(),
    openedAt: p.datetime(),
    firedAt: p.datetime().strictNullable(),
    acknowledgedAt: p.datetime().strictNullable(),
    acknowledgedBy: p.text().strictNullable(),
    resolvedAt: p.datetime().strictNullable(),
    noticedAt: p.datetime().strictNullable(),
    thread: p.text().strictNullable(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id').strictNullable(),
    answer: p.text().default(''),
    retrainId: p.text().strictNullable(),
    figures: p.json<readonly Figure[]>(),
    samples: p.integer().strictNullable(),
    windowDays: p.integer().strictNullable(),
    supersededBy: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('superseded_by').strictNullable(),
    supersededToldAt: p.datetime().strictNullable(),
  },
});

export const AlertReadingEntity = defineEntity({
  name: 'AlertReading',
  tableName: 'alert_readings',
  properties: {
    fingerprint: p.text().primary(),
    window: p.datetime().primary(),
    value: p.double().$type<number>().strictNullable(),
    low: p.double().$type<number>().strictNullable(),
    high: p.double().$type<number>().strictNullable(),
    limit: p.double().$type<number>(),
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id').strictNullable(),
    samples: p.integer().strictNullable(),
    windowDays: p.integer().strictNullable(),
  },
});

export const ConceptChangeEntity = defineEntity({
  name: 'ConceptChange',
  tableName: 'concept_changes',
  properties: {
    versionId: () => p.manyToOne(ModelVersionEntity).mapToPk().fieldName('version_id').primary(),
    model: p.text().$type<ModelName>(),
    since: p.datetime(),
    incidentId: () => p.manyToOne(IncidentEntity).mapToPk().fieldName('incident_id'),
    recordedAt: p.datetime(),
  },
});

export const incidentEntities = [IncidentEntity, AlertReadingEntity, ConceptChangeEntity] as const;
