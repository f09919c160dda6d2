import { parseAttributeName } from '../domain/attributes.ts';
import type { ModelDefinition } from './definition.ts';

/** What features are about, in an operator's words and in the order in which they are shown. */
export const featureGroups = [
  'Replies and activity',
  'Campaigns',
  'Mood',
  'Orders',
  'Support',
  'Profile',
  'The message',
  'The time of sending',
  'Your own columns',
  'Other',
] as const;
export type FeatureGroup = (typeof featureGroups)[number];

/** From the guide's headings. */
const ofHeading: Readonly<Record<string, FeatureGroup>> = {
  'response behaviour': 'Replies and activity',
  engagement: 'Replies and activity',
  'engagement decline': 'Replies and activity',
  'recipient preferences': 'Replies and activity',
  context: 'Replies and activity',
  'campaign performance': 'Campaigns',
  sentiment: 'Mood',
  'sentiment trend': 'Mood',
  RFM: 'Orders',
  'purchase history': 'Orders',
  'support tickets': 'Support',
  'contact quality': 'Profile',
  'content type': 'The message',
  'message characteristics': 'The message',
  'time patterns': 'The time of sending',
};

/** Features that are about something else than the heading under which the guide has them. */
const ofFeature: Readonly<Record<string, FeatureGroup>> = {
  recency_days_log: 'Replies and activity',
  active_days_log: 'Replies and activity',
  activity_overdue_log: 'Replies and activity',
  purchases_log: 'Orders',
  tenure_days_log: 'Profile',
  opted_in: 'Profile',
  open_rate: 'Campaigns',
  click_rate: 'Campaigns',
  reengagement_campaign: 'Campaigns',
  campaign_click_rate: 'Campaigns',
  reply_rate_time: 'The time of sending',
  inbound_share_time: 'The time of sending',
  inbound_share_day: 'The time of sending',
};

export function groupOf({ features }: Pick<ModelDefinition, 'features'>, name: string): FeatureGroup {
  if (parseAttributeName(name) !== null) return 'Your own columns';
  const feature = features.find((each) => each.name === name);
  if (feature === undefined) return 'Other';
  return ofFeature[name] ?? ofHeading[feature.group] ?? 'Other';
}

export type GroupContribution = { readonly group: FeatureGroup; readonly contribution: number };

/** What each group moved the output, largest first. With the base value they sum to the output, as the contributions do. */
export function sumByGroup(contributions: readonly { readonly group: FeatureGroup; readonly contribution: number }[]) {
  const sums = [...Map.groupBy(contributions, ({ group }) => group)].map(
    ([group, members]): GroupContribution => ({
      group,
      contribution: members.reduce((sum, { contribution }) => sum + contribution, 0),
    }),
  );
  return sums.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
