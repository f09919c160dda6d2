import { defineEntity, p } from '@mikro-orm/core';
import type { IncidentState } from '../domain/alerts/incident.ts';
import type { ObservationSource } from '../domain/alerts/observation.ts';
import type { ModelName } from '../domain/models.ts';

/** Incidents and their evidence as entities (columns and meaning: migrations/0006-incidents.ts). */
export const IncidentEntity = defineEntity({
  name: 'Incident',
  tableName: 'incidents',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    fingerprint: p.text(),
    rule: p.text(),
    model: p.text().$type<ModelName>(),
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
  },
});

export const incidentEntities = [IncidentEntity, AlertReadingEntity] as const;
