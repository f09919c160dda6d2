import type { ModelDefinition } from '../definition.ts';
import { churnClock } from './clock.ts';
import { churnFeatures } from './features.ts';
import { churnHistory } from './history.ts';
import { churnServingSubjects, churnTrainingSubjects, eligibleContacts } from './subjects.ts';

/** Who is leaving: one row per contact at one moment. A contact has churned when nothing comes from it within the horizon afterwards. */
export const churn: ModelDefinition = {
  name: 'churn',
  task: 'classification',
  engine: 'forest',
  subject: 'contact',
  features: churnFeatures,
  trainingSubjectsSql: churnTrainingSubjects,
  servingSubjects: churnServingSubjects,
  eligibleSubjectsSql: eligibleContacts(),
  eligibleAmongSql: eligibleContacts('c.id = any($4) and '),
  clock: churnClock,
  historySql: churnHistory,
  minimum: { samples: 100, perClass: 10 },
  windowDays: null,
  horizonDays: 30,
  populationDays: 90,
};
