import type { ModelDefinition } from '../definition.ts';
import { leadScoringFeatures } from './features.ts';
import { leadScoringHistory } from './history.ts';
import { eligibleLeads, leadLabelCounts, leadServingSubjects, leadTrainingSubjects } from './subjects.ts';

/** Which lead to call: one row per lead, as of 48 hours after it came. The label, 0-100, is known 30 days later. */
export const leadScoring: ModelDefinition = {
  name: 'lead_scoring',
  task: 'regression',
  engine: 'boosting',
  subject: 'lead',
  features: leadScoringFeatures,
  trainingSubjectsSql: leadTrainingSubjects,
  labelCountsSql: leadLabelCounts,
  servingSubjectsSql: leadServingSubjects,
  eligibleSubjectsSql: eligibleLeads,
  historySql: leadScoringHistory,
  labelRange: [0, 100],
  minimum: { samples: 100 },
  windowDays: 180,
  horizonDays: 30,
  populationDays: 0,
  armsCompete: true,
};
