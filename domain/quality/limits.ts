/** What a training set must fulfil, and beyond what it is warned of. Shares are 0-1. */
export const qualityLimits = {
  /** The guide: 100+ contacts, 100+ leads, 50+ conversations. */
  contacts: 100,
  leads: 100,
  conversations: 50,
  /** The guide: 200+ samples for reliable models. */
  reliableSamples: 200,
  /** Of leads that converted, and of those that didn't: an average over fewer says little about who converts. */
  conversions: 30,
  /** With a smaller class below this share, accuracy says little. */
  minorityShare: 0.1,
  nullShare: 0.5,
  duplicateShare: 0.1,
  outlierShare: 0.05,
  /** The guide: recent data, within the last 3-6 months. */
  newestAgeDays: 180,
  /** A regression label that hardly moves can't be learnt. */
  labelDeviation: 1e-9,
  /** How well one feature alone orders the labels, 0-1, before it looks like a record of the outcome. */
  alone: 0.95,
  /** Of the conversions, how many the horizon must hold, and how many a proposed one holds. */
  withinHorizon: 0.8,
  proposedWithin: 0.9,
  /** Fewer conversions say nothing about how long they take. */
  timedConversions: 20,
} as const;
