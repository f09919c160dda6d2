/** @type {Readonly<Record<string, string>>} */
const titles = {
  'retrain-weekly': 'Training',
  'score-daily': 'Scoring',
  'monitor-daily': 'Measuring',
  'watch-hourly': 'Watching',
  'retention-daily': 'Tidying up',
  'digest-weekly': 'Weekly mail',
};

/** @param {string} id */
export function scheduleTitle(id) {
  return titles[id] ?? id;
}
