import type { Canvas, Colour } from './canvas.ts';

/** Of each sign seven rows, top to bottom, five bits each: the leftmost pixel is the highest bit. Only what charts write. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  '.': [0, 0, 0, 0, 0, 12, 12],
  '-': [0, 0, 0, 31, 0, 0, 0],
  A: [14, 17, 17, 31, 17, 17, 17],
  D: [30, 17, 17, 17, 17, 17, 30],
  F: [31, 16, 16, 30, 16, 16, 16],
  J: [7, 2, 2, 2, 2, 18, 12],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 17, 25, 21, 19, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  S: [15, 16, 16, 14, 1, 1, 30],
  a: [0, 0, 14, 1, 15, 17, 15],
  b: [16, 16, 22, 25, 17, 17, 30],
  c: [0, 0, 14, 16, 16, 17, 14],
  e: [0, 0, 14, 17, 31, 16, 14],
  g: [0, 15, 17, 17, 15, 1, 14],
  i: [4, 0, 12, 4, 4, 4, 14],
  l: [12, 4, 4, 4, 4, 4, 14],
  m: [0, 0, 26, 21, 21, 17, 17],
  n: [0, 0, 22, 25, 17, 17, 17],
  o: [0, 0, 14, 17, 17, 17, 14],
  p: [0, 0, 30, 17, 30, 16, 16],
  r: [0, 0, 22, 25, 16, 16, 16],
  t: [8, 8, 28, 8, 8, 9, 6],
  u: [0, 0, 17, 17, 17, 19, 13],
  v: [0, 0, 17, 17, 17, 10, 4],
  y: [0, 0, 17, 17, 15, 1, 14],
};
const rows = 7;
const columns = 5;

/** A text's size when each pixel of the font becomes `scale` pixels. */
export function textSize(text: string, scale: number): { readonly width: number; readonly height: number } {
  return { width: Math.max(0, text.length * (columns + 1) - 1) * scale, height: rows * scale };
}

/** Writes from the top left corner. A sign that the font lacks leaves a space. */
export function writeText(
  canvas: Canvas,
  text: string,
  [left, top]: readonly [number, number],
  scale: number,
  colour: Colour,
): void {
  [...text].forEach((sign, at) => {
    const from = left + at * (columns + 1) * scale;
    (glyphs[sign] ?? []).forEach((bits, row) => {
      for (let column = 0; column < columns; column++) {
        if (bits & (1 << (columns - 1 - column)))
          canvas.fill(from + column * scale, top + row * scale, scale, scale, colour);
      }
    });
  });
}
