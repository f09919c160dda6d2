import type { ModelName } from '../../../domain/models.ts';
import type { Business, Exported } from './business.ts';
import { chatwoot } from './chatwoot.ts';
import { hubspot } from './hubspot.ts';
import { odoo } from './odoo.ts';
import { salesforce } from './salesforce.ts';

/** What an export gives back of a model's training rows; what is in neither list the system can't know (`whyUnknown`). */
export type Known = {
  /** Whether it has the subjects: leads, contacts with activity, messages that were sent. */
  readonly rows: 'all' | 'some' | 'none';
  /** The label and the features with the same values in all rows. */
  readonly same: readonly string[];
  /** The same but for the seconds or minutes of moments that the system exports without. */
  readonly near: readonly string[];
};

export type SystemName = keyof typeof systems;

export const systems = { hubspot, salesforce, odoo, chatwoot } as const satisfies Readonly<
  Record<string, (business: Business) => Exported>
>;

export const knowledge: Readonly<Record<SystemName, Readonly<Record<ModelName, Known>>>> = {
  hubspot: {
    lead_scoring: { rows: 'none', same: [], near: [] },
    churn: { rows: 'none', same: [], near: [] },
    engagement: { rows: 'none', same: [], near: [] },
  },
  salesforce: {
    lead_scoring: { rows: 'none', same: [], near: [] },
    churn: { rows: 'none', same: [], near: [] },
    engagement: { rows: 'none', same: [], near: [] },
  },
  odoo: {
    lead_scoring: { rows: 'none', same: [], near: [] },
    churn: { rows: 'none', same: [], near: [] },
    engagement: { rows: 'none', same: [], near: [] },
  },
  chatwoot: {
    lead_scoring: { rows: 'none', same: [], near: [] },
    churn: { rows: 'none', same: [], near: [] },
    engagement: { rows: 'none', same: [], near: [] },
  },
};
