/** @import { Opened } from '../parts/page.js' */
import { dataPanel } from '../parts/data.js';
import { element, section } from '../parts/elements.js';
import { get } from '../parts/http.js';
import { keepAsking } from '../parts/page.js';
import { readinessPanel } from '../parts/readiness.js';

const milliseconds = 20_000;

/** What is there, and what is missing. @param {Opened} opened */
export function showData({ place, leaving, report }) {
  const counts = section('data', 'What is there');
  const readiness = section('readiness', 'What the data lacks');
  place.replaceChildren(element('h1', { tabindex: '-1' }, 'Data'), counts, readiness);
  const showCounts = dataPanel(counts);
  const showReadiness = readinessPanel(readiness);
  keepAsking(milliseconds, { leaving, report }, async () => showCounts(await get('/api/v1/data')));
  // once: it costs a thread of the server a second
  get('/api/v1/data/readiness').then(showReadiness, (error) => leaving.aborted || report(error));
}
