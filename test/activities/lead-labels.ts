import type { LeadLabelSettings } from '../../control/label-settings.ts';
import { defaultAttributionDays } from '../../domain/lead-labels.ts';

/** Labels of leads as they are read where nothing is set. */
export const leadLabels: LeadLabelSettings = { source: 'auto', attributionDays: defaultAttributionDays };
