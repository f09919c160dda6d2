import type { Operation } from './http/operation.ts';
import type { Ports } from './ports.ts';
import { actionOperations } from './resources/actions.ts';
import { auditOperations } from './resources/audit.ts';
import { calendarOperations } from './resources/calendar.ts';
import { dataOperations } from './resources/data.ts';
import { deploymentOperations } from './resources/deployments.ts';
import { destinationOperations } from './resources/destinations.ts';
import { eventOperations } from './resources/events.ts';
import { experimentOperations } from './resources/experiments.ts';
import { healthOperations } from './resources/health.ts';
import { historyOperations } from './resources/history.ts';
import { importOperations } from './resources/imports.ts';
import { incidentOperations } from './resources/incidents.ts';
import { mailOperations } from './resources/mails.ts';
import { metricOperations } from './resources/metrics.ts';
import { modelVerdictOperations } from './resources/model-verdict.ts';
import { modelVersionOperations } from './resources/model-versions.ts';
import { outcomeOperations } from './resources/outcomes.ts';
import { overviewOperations } from './resources/overview.ts';
import { peopleOperations } from './resources/people.ts';
import { predictionOperations } from './resources/predictions.ts';
import { pretendOperations } from './resources/pretend-business.ts';
import { processMetricOperations } from './resources/process-metrics.ts';
import { reproductionOperations } from './resources/reproduction.ts';
import { rowOperations } from './resources/rows.ts';
import { runReportOperations } from './resources/run-report.ts';
import { scheduleOperations } from './resources/schedules.ts';
import { sessionOperations } from './resources/session.ts';
import { sourceFileOperations } from './resources/source-files.ts';
import { sourceOperations } from './resources/sources.ts';
import { tokenOperations } from './resources/tokens.ts';
import { traceOperations } from './resources/trace.ts';
import { trainingOperations } from './resources/training.ts';
import { versionFileOperations } from './resources/version-file.ts';
import { webhookOperations } from './resources/webhooks.ts';

/** Every operation of the API, in the order of the documentation. */
export function createOperations(ports: Ports): Operation[] {
  return [
    ...trainingOperations(ports),
    ...historyOperations(ports),
    ...modelVersionOperations(ports),
    ...outcomeOperations(ports),
    ...experimentOperations(ports),
    ...deploymentOperations(ports),
    ...versionFileOperations(ports),
    ...scheduleOperations(ports),
    ...calendarOperations(ports),
    ...predictionOperations(ports),
    ...peopleOperations(ports),
    ...actionOperations(ports),
    ...overviewOperations(ports),
    ...eventOperations(ports),
    ...metricOperations(ports),
    ...modelVerdictOperations(ports),
    ...runReportOperations(ports),
    ...traceOperations(ports),
    ...reproductionOperations(ports),
    ...dataOperations(ports),
    ...rowOperations(ports),
    ...sourceOperations(ports),
    ...sourceFileOperations(ports),
    ...webhookOperations(ports),
    ...importOperations(ports),
    ...pretendOperations(ports),
    ...incidentOperations(ports),
    ...mailOperations(ports),
    ...destinationOperations(ports),
    ...sessionOperations(ports),
    ...tokenOperations(ports),
    ...auditOperations(ports),
    ...healthOperations(ports),
    ...processMetricOperations(ports),
  ];
}
