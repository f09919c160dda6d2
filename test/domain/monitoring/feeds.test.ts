import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ColumnFeed,
  type ColumnValues,
  describeNew,
  describeStuck,
  findNewValues,
  findStuck,
} from '../../../domain/monitoring/feeds.ts';
import { createRandom } from '../../../engine/random.ts';

const hour = 3_600_000;
const start = Date.parse('2026-06-01T00:00:00Z');

/** Hours of ten rows, of which so many have what the newest row has. */
function feed(same: readonly number[], more: Partial<ColumnFeed> = {}): ColumnFeed {
  const hours = same.map((each, at) => ({ hour: new Date(start + at * hour), rows: 10, same: each }));
  return { table: 'messages', column: 'text', kept: false, empty: false, hours, ...more };
}

const mixed = (count: number) => Array.from({ length: count }, (_, at) => (at * 3) % 8);

describe('a column that got stuck', () => {
  it('is found in the eighth hour in which all rows have one value, where that never happened', () => {
    assert.equal(findStuck(feed([...mixed(400), ...Array(7).fill(10)])), null, 'a night of one conversation');
    const stuck = findStuck(feed([...mixed(1_100), ...Array(8).fill(10)]));
    assert.deepEqual(stuck, {
      ...{ table: 'messages', column: 'text', empty: false },
      ...{ since: new Date(start + 1_100 * hour), rows: 80 },
    });
    assert.ok(stuck);
    assert.equal(
      describeStuck(stuck),
      'text of messages has one and the same value in all 80 rows since 2026-07-16 20:00 UTC',
    );
  });

  it('takes longer where an hour of one value is usual, and is never found where it always is', () => {
    const halves = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 10 : 4));
    assert.equal(findStuck(feed([...halves, ...Array(28).fill(10)], { empty: true })), null);
    assert.equal(findStuck(feed([...halves, ...Array(30).fill(10)], { empty: true }))?.empty, true);
    assert.equal(findStuck(feed(Array(900).fill(10))), null, 'a column of one value');
  });

  it('is not one that was as long without another value before: a quiet season, or one import', () => {
    const before = [...mixed(300), ...Array(12).fill(10), ...mixed(300)];
    assert.equal(findStuck(feed([...before, ...Array(20).fill(10)])), null);
    assert.notEqual(findStuck(feed([...before, ...Array(24).fill(10)])), null);
  });

  it('is not told before anybody knows what is usual', () => {
    assert.equal(findStuck(feed([...mixed(60), 10, 10, 10, 10])), null);
    assert.equal(findStuck(feed([])), null);
  });

  it('shows sooner among those who had a value, since hardly anybody loses one', () => {
    const keeping = Array(500).fill(0);
    assert.equal(findStuck(feed([...keeping, 10, 10, 10], { kept: true, empty: true }))?.rows, 30);
  });

  it('is found by chance in none of 2,000 feeds', () => {
    const random = createRandom(5);
    let found = 0;
    for (let each = 0; each < 2_000; each++) {
      const share = random.next();
      const hours = Array.from({ length: 500 }, () => (random.next() < share ? 10 : 5));
      for (let until = 480; until <= 500; until++) if (findStuck(feed(hours.slice(0, until))) !== null) found++;
    }
    assert.equal(found, 0);
  });
});

describe('a value that nobody knew', () => {
  const column = { table: 'contact_versions', column: 'country' };
  const known = { rows: 390, values: 4 };
  const values = (rows: number, days: number, more: Partial<ColumnValues> = {}): ColumnValues => {
    return { ...column, known, rows: 80, fresh: [{ value: 'TZ', rows, days }], ...more };
  };

  it('is told of once it came so often that it can not have been rare', () => {
    assert.deepEqual(findNewValues(values(4, 4)), []);
    const [found] = findNewValues(values(5, 4));
    assert.deepEqual(found, { ...column, value: 'TZ', rows: 5, of: 80 });
    assert.ok(found);
    assert.equal(
      describeNew(found),
      "country of contact_versions is 'TZ' in 5 of the latest 80 rows, and was in none of the half-year before",
    );
  });

  it('is not one that came in two days, such as with one import', () => {
    assert.deepEqual(findNewValues(values(60, 2)), []);
  });

  it('is not told of where little is known, or where most values are new', () => {
    assert.deepEqual(findNewValues(values(9, 9, { known: { rows: 100, values: 4 } })), []);
    assert.deepEqual(findNewValues(values(9, 9, { known: { rows: 400, values: 300 } })), []);
  });
});
