import { dataOperations } from './data.ts';
import { deploymentOperations } from './deployments.ts';
import { experimentOperations } from './experiments.ts';
import { healthOperations } from './health.ts';
import { historyOperations } from './history.ts';
import { incidentOperations } from './incidents.ts';
import { mailOperations } from './mails.ts';
import { metricOperations } from './metrics.ts';
import { modelVersionOperations } from './model-versions.ts';
import type { Operation } from './operation.ts';
import { outcomeOperations } from './outcomes.ts';
import type { Ports } from './ports.ts';
import { predictionOperations } from './predictions.ts';
import { scheduleOperations } from './schedules.ts';
import { trainingOperations } from './training.ts';

/** Every operation of the API, in the order of the documentation. */
export function createOperations(ports: Ports): Operation[] {
  return [
    ...trainingOperations(ports),
    ...historyOperations(ports),
    ...modelVersionOperations(ports),
    ...outcomeOperations(ports),
    ...experimentOperations(ports),
    ...deploymentOperations(ports),
    ...scheduleOperations(ports),
    ...predictionOperations(ports),
    ...metricOperations(ports),
    ...dataOperations(ports),
    ...incidentOperations(ports),
    ...mailOperations(ports),
    ...healthOperations(ports),
  ];
}
