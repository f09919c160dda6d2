import type { ModelDefinition } from '../definition.ts';
import { engagementClock } from './clock.ts';
import { engagementFeatures } from './features.ts';
import { engagementHistory, engagementServingHistory } from './history.ts';
import { eligibleRecipients, engagementServingSubjects, engagementTrainingSubjects } from './subjects.ts';

/** When to write: one row per outbound message, as of its sending. Engaged: the contact wrote within 24 hours. */
export const engagement: ModelDefinition = {
  name: 'engagement',
  task: 'classification',
  engine: 'logistic',
  subject: 'message',
  features: engagementFeatures,
  trainingSubjectsSql: engagementTrainingSubjects,
  servingSubjects: engagementServingSubjects,
  eligibleSubjectsSql: eligibleRecipients(),
  eligibleAmongSql: eligibleRecipients('c.id = any($4) and '),
  clock: engagementClock,
  historySql: engagementHistory,
  servingHistorySql: engagementServingHistory,
  minimum: { samples: 100, perClass: 20 },
  windowDays: 180,
  horizonDays: 1,
  populationDays: 0,
};
