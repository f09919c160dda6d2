import { wordActor } from '../../domain/access/actor.ts';
import { incidentStates, openStates } from '../../domain/alerts/incident.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import { runbookPath } from '../../domain/alerts/runbook.ts';
import {
  acknowledgementSchema,
  type Incident,
  type IncidentReport,
  incidentParamsSchema,
  incidentReportSchema,
  incidentSchema,
  incidentsQuerySchema,
  incidentsSchema,
} from '../contracts/incidents.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { ExplainedIncidentRecord, IncidentRecord, Ports } from '../ports.ts';

export function incidentOperations({
  records,
  acknowledge,
  explainIncident,
}: Pick<Ports, 'records' | 'acknowledge' | 'explainIncident'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/incidents',
      operationId: 'listIncidents',
      tag: 'Alerts',
      summary: 'List incidents',
      query: incidentsQuerySchema,
      success: { status: 200, description: 'Incidents, newest first.', schema: incidentsSchema },
      handle: async ({ query }) => {
        const { model, state, sort } = query;
        const states = state === undefined ? incidentStates : state === 'open' ? openStates : [state];
        const { rows, next_cursor } = await answerPage('incidents', query, (page) =>
          records.incidents({ model, states, oldestFirst: sort === 'opened_at' }, page),
        );
        return { incidents: rows.map(presentIncident), next_cursor };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/incidents/{id}',
      operationId: 'readIncident',
      tag: 'Alerts',
      summary: 'Read an incident',
      params: incidentParamsSchema,
      success: { status: 200, description: 'The incident.', schema: incidentSchema },
      refusals: ['incident_not_found'],
      handle: async ({ params }) => presentIncident(await records.incident(params.id)),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/incidents/{id}/report',
      operationId: 'readIncidentReport',
      tag: 'Alerts',
      summary: 'Read an incident with the course of its figures, likely causes and what to do',
      params: incidentParamsSchema,
      success: { status: 200, description: 'The incident, explained.', schema: incidentReportSchema },
      refusals: ['incident_not_found'],
      handle: async ({ params }) => presentReport(await explainIncident(params.id)),
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/incidents/{id}/acknowledge',
      operationId: 'acknowledgeIncident',
      tag: 'Alerts',
      summary: 'Say that somebody looks after an incident: it is not repeated',
      params: incidentParamsSchema,
      body: acknowledgementSchema,
      success: { status: 200, description: 'The incident.', schema: incidentSchema },
      refusals: ['incident_not_found', 'incident_conflict'],
      handle: async ({ params: { id }, caller, act }) =>
        presentIncident(await acknowledge(id, wordActor(caller.actor), act(String(id)))),
    }),
  ];
}

function presentIncident(incident: IncidentRecord): Incident {
  const { id, model, rule, source, state, value, limit, samples, version, detail, answer } = incident;
  return {
    ...{ id, model, rule, source, state, value, limit, samples, version, detail, answer },
    window_days: incident.windowDays,
    figures: incident.figures.map(presentFigure),
    title: findRule(rule)?.title ?? rule,
    runbook: runbookPath(rule),
    retrain_id: incident.retrainId,
    opened_at: incident.openedAt.toISOString(),
    fired_at: incident.firedAt?.toISOString() ?? null,
    acknowledged_at: incident.acknowledgedAt?.toISOString() ?? null,
    acknowledged_by: incident.acknowledgedBy,
    resolved_at: incident.resolvedAt?.toISOString() ?? null,
    noticed_at: incident.noticedAt?.toISOString() ?? null,
  };
}

function presentFigure({
  rule,
  state,
  value,
  low,
  high,
  limit,
  window,
  windowDays,
  samples,
}: IncidentRecord['figures'][number]) {
  const title = findRule(rule)?.title ?? rule;
  return { rule, title, state, value, low, high, limit, window, window_days: windowDays, samples };
}

function presentReport({ incident, series, versions, causes, advice }: ExplainedIncidentRecord): IncidentReport {
  return {
    incident: presentIncident(incident),
    series: series.map(({ rule, readings }) => ({
      rule: rule.id,
      title: rule.title,
      metric: rule.metric,
      worse: rule.worse,
      readings: readings.map(({ window, value, low, high, limit, samples = null, versionId }) => ({
        ...{ window, value, low, high, limit, samples },
        version: versionId === undefined ? null : (versions.get(versionId) ?? null),
      })),
    })),
    causes: causes.map(({ words }) => words),
    advice: advice.map(({ text, command = null, button = null }) => ({ text, command, action: button })),
  };
}
