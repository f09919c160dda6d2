import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datedWindows, dayLabel, valueAxis } from '../../mail/axis.ts';
import { type ChartPoint, drawChart } from '../../mail/chart.ts';
import { encodePng } from '../../mail/png.ts';
import { type Decoded, decodePng } from './decode-png.ts';

const green = [31, 92, 66, 255];
const red = [192, 57, 43, 255];
const ink = [70, 80, 75, 255];

function point(value: number | null, limit: number, window = '2026-11-22T00:00:00.000Z'): ChartPoint {
  return { value, low: null, high: null, limit, window };
}

function pixels({ width, height, at }: Decoded, colour: readonly number[]): { x: number; y: number }[] {
  const found = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (at(x, y).every((part, index) => part === colour[index])) found.push({ x, y });
  }
  return found;
}

describe('a PNG', () => {
  it('decodes to the pixels that it was made from', () => {
    const rgba = Uint8Array.from({ length: 3 * 2 * 4 }, (_, index) => (index * 37) % 256);
    const decoded = decodePng(encodePng({ width: 3, height: 2, rgba }));
    assert.deepEqual([decoded.width, decoded.height], [3, 2]);
    assert.deepEqual(decoded.at(2, 1), [...rgba.subarray(20, 24)]);
  });

  it('is refused for pixels of another size', () => {
    assert.throws(() => encodePng({ width: 2, height: 2, rgba: new Uint8Array(15) }), RangeError);
  });
});

describe("a metric's chart", () => {
  it('draws a rising value through the dashed line of its limit', () => {
    const chart = decodePng(drawChart([point(10, 15), point(14, 15), point(20, 15)]));
    const limitRows = new Set(pixels(chart, red).flatMap(({ x, y }) => (x > chart.width / 2 ? [y] : [])));
    assert.equal(limitRows.size, 3);
    const [limitRow = 0] = limitRows;
    const line = pixels(chart, green);
    const left = line.filter(({ x }) => x < chart.width / 3);
    const right = line.filter(({ x }) => x > chart.width * 0.8);
    assert.ok(left.length > 0 && left.every(({ y }) => y > limitRow), 'it begins below the limit');
    assert.ok(
      right.some(({ y }) => y < limitRow),
      'it ends above the limit',
    );
  });

  it('leaves a gap where the value is undefined', () => {
    const chart = decodePng(drawChart([point(1, 3), point(null, 3), point(2, 3)]));
    const middle = pixels(chart, green).filter(({ x }) => Math.abs(x - chart.width / 2) < 40);
    assert.deepEqual(middle, []);
  });

  it('has an axis of round values and one of days', () => {
    const axis = valueAxis([8.1, 19.6, 15]);
    assert.deepEqual(
      axis.ticks.map(({ label }) => label),
      ['5', '10', '15', '20'],
    );
    const labelsOf = (values: readonly number[]) => valueAxis(values).ticks.map(({ label }) => label);
    assert.deepEqual(labelsOf([-0.13, 0.7]), ['-0.5', '0.0', '0.5', '1.0']);
    assert.deepEqual(labelsOf([0.6, 0.67]), ['0.600', '0.625', '0.650', '0.675']);
    assert.deepEqual(labelsOf([2, 2]), ['2', '3']);
    assert.equal(dayLabel('2026-11-07T00:00:00.000Z'), '7 Nov');
    assert.deepEqual(datedWindows(20, 5), [0, 5, 10, 14, 19]);
    const days = [1, 2].map((day) => point(day, 3, `2026-11-0${day}T00:00:00.000Z`));
    const chart = decodePng(drawChart(days));
    const written = pixels(chart, ink);
    assert.ok(written.some(({ x }) => x < 110) && written.some(({ y }) => y > chart.height - 50));
  });

  it('is drawn for a single window, for one that is undefined, and for values that are all the same', () => {
    for (const points of [[point(1, 2)], [point(null, 2)], [point(2, 2), point(2, 2)]]) {
      assert.ok(pixels(decodePng(drawChart(points)), red).length > 0);
    }
  });
});
