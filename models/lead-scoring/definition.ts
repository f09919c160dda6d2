import type { ModelDefinition } from '../definition.ts';
import { leadClock } from './clock.ts';
import { leadScoringFeatures } from './features.ts';
import { leadScoringHistory, leadServingHistory } from './history.ts';
import {
  eligibleLeads,
  horizonDays,
  leadFirstServingSubjects,
  leadFirstSubjects,
  leadLabelCounts,
  leadServingSubjects,
  leadTrainingSubjects,
} from './subjects.ts';

/** Which lead to call: rows as of 48 hours, 5, 10 and 20 days after a lead came, while it is open. The label, 0-100, is known 30 days later. */
export const leadScoring: ModelDefinition = {
  name: 'lead_scoring',
  task: 'regression',
  engine: 'boosting',
  subject: 'lead',
  features: leadScoringFeatures,
  trainingSubjectsSql: leadTrainingSubjects,
  labelCountsSql: leadLabelCounts,
  firstSubjectsSql: leadFirstSubjects,
  firstServing: { unlessRead: 'lead_age_days_log', subjects: leadFirstServingSubjects },
  servingSubjects: leadServingSubjects,
  eligibleSubjectsSql: eligibleLeads(),
  eligibleAmongSql: eligibleLeads('c.id = any($4) and '),
  clock: leadClock,
  historySql: leadScoringHistory,
  servingHistorySql: leadServingHistory,
  labelRange: [0, 100],
  minimum: { samples: 100 },
  windowDays: 180,
  horizonDays,
  populationDays: 0,
  armsCompete: true,
};
