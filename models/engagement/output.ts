import { type Contribution, type Factors, factorsOf } from '../factors.ts';
import { rounded } from '../rounded.ts';
import { engagement } from './definition.ts';
import { dayOf, timeOf } from './local-time.ts';

/** The guide's fields. `confidence`: the calibrated probability of the class that the model predicts. */
export type EngagementOutput = {
  readonly success: true;
  /** 0-1, calibrated */
  readonly engagement_probability: number;
  /** 'HH:MM' in the zone that the recommendations name; null where the contact's week isn't known. */
  readonly optimal_send_time: string | null;
  /** 'Monday' to 'Sunday'; null likewise. */
  readonly best_day: string | null;
  readonly confidence: number;
  readonly recommendations: string[];
  readonly engagement_factors: Factors;
};

/** A wording is advised only where the model's attribution says that the present one lowers the probability. */
const wordings: readonly {
  readonly feature: string;
  readonly applies: (value: number) => boolean;
  readonly text: string;
}[] = [
  { feature: 'greets_by_name', applies: (value) => value === 0, text: 'Include personalized greeting' },
  { feature: 'sentiment', applies: (value) => value <= 0, text: 'Use casual tone' },
  { feature: 'length_log', applies: (value) => value > Math.log1p(100), text: 'Write a shorter message' },
  { feature: 'asks_question', applies: (value) => value === 0, text: 'Ask a question' },
];

export function engagementOutput(input: {
  readonly probability: number;
  readonly confidence: number;
  readonly optedIn: boolean;
  readonly contributions: readonly Contribution[];
  readonly inCampaign: boolean;
  /** null for rows of features, which don't say how the contact's other hours compare. */
  readonly best: { readonly at: Date; readonly zone: string; readonly ofContact: boolean } | null;
}): EngagementOutput {
  const { best, optedIn } = input;
  // without a campaign, its click rate is only a substitute
  const contributions = input.contributions.filter(
    ({ feature }) => input.inCampaign || feature !== 'campaign_click_rate',
  );
  const worded = wordings.filter(({ feature, applies }) =>
    contributions.some(
      (each) => each.feature === feature && each.contribution < 0 && each.value !== null && applies(each.value),
    ),
  );
  return {
    success: true,
    engagement_probability: rounded(input.probability, 2),
    optimal_send_time: best && timeOf(best.at, best.zone),
    best_day: best && dayOf(best.at, best.zone),
    confidence: rounded(input.confidence, 2),
    recommendations: optedIn
      ? [
          ...(best ? [`Send on ${dayOf(best.at, best.zone)} at ${timeOf(best.at, best.zone, true)}`] : []),
          ...worded.map(({ text }) => text),
          ...(best ? [`Times are in the ${best.ofContact ? "contact's" : "business's"} time zone, ${best.zone}`] : []),
        ]
      : ['Do not message, the contact opted out'],
    engagement_factors: factorsOf(engagement, contributions),
  };
}
