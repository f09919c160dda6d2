import { Canvas, type Colour } from './canvas.ts';
import { encodePng } from './png.ts';

const width = 560;
const height = 160;
const margin = 12;
const white: Colour = [255, 255, 255];
const grey: Colour = [190, 197, 194];
const red: Colour = [192, 57, 43];
const green: Colour = [31, 92, 66];
const pale: Colour = [205, 226, 216];

export type ChartPoint = {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly limit: number;
};

/**
 * A series from its oldest window to its newest: the value as a line with one dot per window, its interval as a pale bar, the limit as
 * a dashed line. An undefined value leaves a gap. The chart has no words: those are in the mail around it.
 */
export function drawChart(points: readonly ChartPoint[]): Buffer {
  const canvas = new Canvas(width, height, white);
  const figures = points
    .flatMap(({ value, low, high, limit }) => [value, low, high, limit])
    .filter((each) => each !== null);
  const lowest = Math.min(...figures);
  const span = Math.max(...figures) - lowest || 1;
  const x = (index: number) =>
    Math.round(2 * margin + ((index + 0.5) / Math.max(1, points.length)) * (width - 4 * margin));
  const y = (value: number) => Math.round(height - 2 * margin - ((value - lowest) / span) * (height - 4 * margin));

  canvas.line(margin, margin, margin, height - margin, grey, 1);
  canvas.line(margin, height - margin, width - margin, height - margin, grey, 1);
  points.forEach(({ low, high }, index) => {
    if (low !== null && high !== null) canvas.fill(x(index) - 5, y(high), 11, y(low) - y(high) + 1, pale);
  });
  const newest = points.at(-1);
  if (newest !== undefined) {
    for (let at = margin; at < width - margin; at += 10) canvas.fill(at, y(newest.limit), 6, 2, red);
  }
  points.forEach(({ value }, index) => {
    const before = points[index - 1]?.value ?? null;
    if (value === null) return;
    if (before !== null) canvas.line(x(index - 1), y(before), x(index), y(value), green, 2);
    canvas.fill(x(index) - 3, y(value) - 3, 7, 7, green);
  });
  return encodePng(canvas);
}
