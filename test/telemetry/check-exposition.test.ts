import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics } from '../../telemetry/metrics.ts';
import { findExpositionProblems } from './check-exposition.ts';

describe('the check of a scrape', () => {
  it('takes what prom-client writes, with every kind of metric in it', async () => {
    const metrics = createMetrics();
    metrics.watchProcess();
    metrics.requests.inc({ method: 'GET', route: '/a,"b"\\c', status: 200 });
    metrics.requestSeconds.observe({ method: 'GET', route: '/a' }, 0.3);
    metrics.requestSeconds.observe({ method: 'POST', route: '/b' }, 30);
    assert.deepEqual(findExpositionProblems(await metrics.scrape()), []);
  });

  it('refuses what a scraper would refuse or misread', () => {
    const wrong = {
      'no line break at the end': '# TYPE a counter\na 1',
      'no type': 'a 1\n',
      'no number': '# TYPE a counter\na one\n',
      'a quote in a label': '# TYPE a counter\na{b="c"d"} 1\n',
      'a series twice': '# TYPE a counter\na{b="c",d="e"} 1\na{d="e",b="c"} 1\n',
      'a family in two places': '# TYPE a counter\na 1\n# TYPE b counter\nb 1\n# TYPE a counter\na{c="d"} 1\n',
      'buckets that shrink': '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
      'no last bucket': '# TYPE a histogram\na_bucket{le="1"} 2\na_sum 1\na_count 2\n',
    };
    for (const [name, text] of Object.entries(wrong)) assert.notDeepEqual(findExpositionProblems(text), [], name);
  });
});
