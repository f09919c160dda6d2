import { type RiskLevel, riskLevel } from '../../domain/tiers.ts';
import { type Contribution, factorsOf } from '../factors.ts';
import { rounded } from '../rounded.ts';
import { churn } from './definition.ts';

/** The guide's fields. `confidence`: the calibrated probability of the class that the model predicts. */
export type ChurnOutput = {
  readonly success: true;
  /** 0-1, calibrated */
  readonly churn_probability: number;
  readonly risk_level: RiskLevel;
  readonly confidence: number;
  readonly recommendations: string[];
  /** What raises the probability, largest first. */
  readonly risk_factors: string[];
};

type Recommendation = { readonly text: string; readonly message: boolean };

/** `message`: means writing to the contact, so it is not recommended for one that opted out. */
const recommendations: Readonly<Record<RiskLevel, readonly Recommendation[]>> = {
  critical: [
    { text: 'Schedule check-in call', message: false },
    { text: 'Assign to customer success team', message: false },
    { text: 'Send personalized retention offer', message: true },
  ],
  high: [
    { text: 'Send personalized retention offer', message: true },
    { text: 'Assign to customer success team', message: false },
    { text: 'Schedule check-in call', message: false },
  ],
  medium: [
    { text: 'Ask for feedback in a personal message', message: true },
    { text: 'Look again in a week', message: false },
  ],
  low: [{ text: 'No action needed', message: false }],
};

export function churnOutput(input: {
  readonly probability: number;
  readonly confidence: number;
  readonly optedIn: boolean;
  readonly contributions: readonly Contribution[];
}): ChurnOutput {
  const probability = rounded(input.probability, 2);
  const level = riskLevel(probability).name;
  const advice = recommendations[level].filter(({ message }) => input.optedIn || !message).map(({ text }) => text);
  return {
    success: true,
    churn_probability: probability,
    risk_level: level,
    confidence: rounded(input.confidence, 2),
    recommendations: input.optedIn ? advice : [...advice, 'Do not message, the contact opted out'],
    risk_factors: factorsOf(churn, input.contributions).positive,
  };
}
