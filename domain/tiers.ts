/**
 * The one table of cut-offs. A lead's score is 0-100, a probability 0-1; an entry applies from its `from` upwards.
 * The guide's examples fix them: 87.3 is hot, 45.2 cold, 0.73 high.
 */
export const qualityTiers = [
  { name: 'hot', from: 75, recommendation: 'High priority - contact immediately' },
  { name: 'warm', from: 50, recommendation: 'Follow up within 24 hours' },
  { name: 'cold', from: 0, recommendation: 'Nurture with automated campaigns' },
] as const;
export type QualityTier = (typeof qualityTiers)[number]['name'];

export const riskLevels = [
  { name: 'critical', from: 0.85 },
  { name: 'high', from: 0.65 },
  { name: 'medium', from: 0.4 },
  { name: 'low', from: 0 },
] as const;
export type RiskLevel = (typeof riskLevels)[number]['name'];

function entryFor<Entry extends { readonly from: number }>(table: readonly Entry[], value: number): Entry {
  const found = table.find((entry) => value >= entry.from) ?? table.at(-1);
  if (found === undefined) throw new RangeError('a table of cut-offs needs an entry');
  return found;
}

export function qualityTier(score: number): (typeof qualityTiers)[number] {
  return entryFor(qualityTiers, score);
}

export function riskLevel(probability: number): (typeof riskLevels)[number] {
  return entryFor(riskLevels, probability);
}
