import { datedWindows, dayLabel, valueAxis } from './axis.ts';
import { Canvas, type Colour } from './canvas.ts';
import { textSize, writeText } from './pixel-font.ts';
import { encodePng } from './png.ts';

/** Twice what the mail shows, for sharp screens. */
const width = 1120;
const height = 440;
const plot = { left: 130, right: width - 40, top: 30, bottom: height - 66 } as const;
const scale = 4;
/** Dates that fit under the axis: of all windows, else of one less, evenly. */
const mostDates = 6;
const white: Colour = [255, 255, 255];
const grey: Colour = [190, 197, 194];
const light: Colour = [232, 236, 233];
const ink: Colour = [70, 80, 75];
const red: Colour = [192, 57, 43];
const green: Colour = [31, 92, 66];
const pale: Colour = [205, 226, 216];

export type ChartPoint = {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly limit: number;
  /** The window's end, ISO 8601. */
  readonly window: string;
};

/**
 * A series from its oldest window to its newest over an axis of values and one of days: the value as a line with one dot per
 * window, its interval as a pale bar, the newest limit as a dashed line with its name. An undefined value leaves a gap.
 */
export function drawChart(points: readonly ChartPoint[]): Buffer {
  const canvas = new Canvas(width, height, white);
  const newest = points.at(-1);
  const figures = points
    .flatMap(({ value, low, high }) => [value, low, high, newest?.limit ?? null])
    .filter((each) => each !== null);
  const axis = valueAxis(figures.length === 0 ? [0, 1] : figures);
  const slot = (plot.right - plot.left) / Math.max(1, points.length);
  const x = (index: number) => Math.round(plot.left + (index + 0.5) * slot);
  const y = (value: number) =>
    Math.round(plot.bottom - ((value - axis.from) / (axis.to - axis.from)) * (plot.bottom - plot.top));

  for (const { value, label } of axis.ticks) {
    canvas.line(plot.left, y(value), plot.right, y(value), light, 2);
    const { width: wide, height: high } = textSize(label, scale);
    writeText(canvas, label, [plot.left - 16 - wide, y(value) - Math.round(high / 2)], scale, ink);
  }
  canvas.line(plot.left, plot.top, plot.left, plot.bottom, grey, 2);
  canvas.line(plot.left, plot.bottom, plot.right, plot.bottom, grey, 2);
  for (const at of datedWindows(points.length, points.length <= mostDates ? mostDates : mostDates - 1)) {
    const label = dayLabel(points[at].window);
    const { width: wide } = textSize(label, scale);
    const left = Math.min(Math.max(x(at) - Math.round(wide / 2), 0), width - wide);
    canvas.line(x(at), plot.bottom, x(at), plot.bottom + 8, grey, 2);
    writeText(canvas, label, [left, plot.bottom + 20], scale, ink);
  }
  const bar = Math.max(6, Math.min(22, Math.round(slot / 3)));
  points.forEach(({ low, high }, index) => {
    if (low !== null && high !== null)
      canvas.fill(x(index) - Math.round(bar / 2), y(high), bar, y(low) - y(high) + 1, pale);
  });
  if (newest !== undefined) drawLimit(canvas, y(newest.limit));
  points.forEach(({ value }, index) => {
    const before = points[index - 1]?.value ?? null;
    if (value === null) return;
    if (before !== null) canvas.line(x(index - 1), y(before), x(index), y(value), green, 4);
    canvas.fill(x(index) - 6, y(value) - 6, 13, 13, green);
  });
  return encodePng(canvas);
}

function drawLimit(canvas: Canvas, at: number): void {
  for (let left = plot.left; left < plot.right; left += 20) canvas.fill(left, at - 1, 12, 3, red);
  const { height: high } = textSize('limit', scale);
  // on the left, where a series that gets worse is still far from its limit
  const above = at - high - 8 >= 0;
  writeText(canvas, 'limit', [plot.left + 8, above ? at - high - 8 : at + 8], scale, red);
}
