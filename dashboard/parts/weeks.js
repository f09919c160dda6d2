/** @import { MetricRecord } from '../../api/contracts/metrics.ts' */

/** @typedef {MetricRecord & { value: number, week: number }} WeeklyRecord `week`: ms of its Monday, UTC */

const day = 86_400_000;
const monday = 4 * day; // 1970-01-05

/**
 * The last known figure of each week, as figures of neighbouring days rest on mostly the same labels; of several versions, that of the one
 * with the most samples.
 * @param {readonly MetricRecord[]} records oldest first
 * @returns {WeeklyRecord[]}
 */
export function byWeek(records) {
  /** @type {Map<number, WeeklyRecord>} */
  const weeks = new Map();
  for (const record of records) {
    const { value, date, samples } = record;
    if (value === null) continue;
    const at = Date.parse(date);
    const week = Math.floor((at - monday) / (7 * day)) * 7 * day + monday;
    const known = weeks.get(week);
    if (known === undefined || date > known.date || samples > known.samples)
      weeks.set(week, { ...record, value, week });
  }
  return [...weeks.values()];
}
