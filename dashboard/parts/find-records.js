/** @import { ExperimentAnswer } from '../../api/contracts/experiments.ts' */
/** @import { TrainingHistory } from '../../api/contracts/history.ts' */
/** @import { Incidents } from '../../api/contracts/incidents.ts' */
/** @import { People } from '../../api/contracts/people.ts' */
/** @import { Entry } from './find-places.js' */
import { experimentAddress, standingPill } from './experiment-words.js';
import { get } from './http.js';
import { incidentPill, incidentTitle } from './incident-words.js';
import { runAddress } from './model-words.js';
import { personPage } from './people-words.js';
import { outcomeOf } from './runs.js';
import { modelTitles, when } from './wording.js';

/** How long lists count as new, so that they are not asked for at each letter. */
const freshMilliseconds = 20_000;

/** @param {string} text @returns {Promise<Entry[]>} */
export async function findPeople(text) {
  /** @type {People} */
  const { people } = await get(`/api/v1/people?limit=8&q=${encodeURIComponent(text)}`);
  return people.map(({ contact_id: id, name, phone, email, owner }) => ({
    href: personPage(id),
    title: name ?? phone ?? email ?? id,
    hint: [name === null ? null : (phone ?? email), owner].filter(Boolean).join(' · '),
    words: [email, phone, id].join(' '),
  }));
}

/** Each asks at most every so often. @type {Readonly<Record<'incidents' | 'experiments' | 'runs', () => Promise<Entry[]>>>} */
export const recordLists = {
  incidents: kept(async () => {
    /** @type {Incidents} */
    const { incidents } = await get('/api/v1/incidents?state=open&limit=50');
    return incidents.map((each) => ({
      href: `#incident-${each.id}`,
      title: incidentTitle(each),
      hint: [`Incident ${each.id}`, incidentPill(each).textContent, when(each.opened_at).textContent].join(' · '),
      words: `alert problem ${each.opened_at.slice(0, 10)}`,
    }));
  }),
  experiments: kept(async () => {
    /** @type {{ experiments: ExperimentAnswer[] }} */
    const { experiments } = await get('/api/v1/experiments');
    return experiments
      .filter(({ state }) => state !== 'ended')
      .map((each) => ({
        href: experimentAddress(each.id),
        title: `${modelTitles[each.model]} ${each.challenger}`,
        hint: [standingPill(each).textContent, `against ${each.champion}`].join(' · '),
        words: `experiment trial ${each.id}`,
      }));
  }),
  runs: kept(async () => {
    /** @type {TrainingHistory} */
    const { runs } = await get('/api/v1/training/history?limit=50');
    return runs.map((each) => ({
      href: runAddress(each.run_id),
      title: `${modelTitles[each.model]}, ${when(each.started_at).textContent}`,
      hint: [outcomeOf(each).textContent, each.run_id].join(' · '),
      words: `training run ${each.date}`,
    }));
  }),
};

/** @param {() => Promise<Entry[]>} ask */
function kept(ask) {
  let until = 0;
  /** @type {Promise<Entry[]>} */
  let answer = Promise.resolve([]);
  return () => {
    if (Date.now() < until) return answer;
    until = Date.now() + freshMilliseconds;
    answer = ask().catch((error) => {
      until = 0; // the next letter asks again
      throw error;
    });
    return answer;
  };
}
