import type { Pixels } from './png.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Draws into opaque pixels; anything outside is cut off. Coordinates are whole pixels from the top left corner. */
export class Canvas implements Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;

  constructor(width: number, height: number, background: Colour) {
    this.width = width;
    this.height = height;
    this.rgba = new Uint8Array(width * height * 4);
    this.fill(0, 0, width, height, background);
  }

  fill(left: number, top: number, width: number, height: number, colour: Colour): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) {
        this.rgba.set([...colour, 255], (y * this.width + x) * 4);
      }
    }
  }

  /** Draws with a square pen of `pen` pixels, one stamp for each pixel of the longer direction. */
  line(fromX: number, fromY: number, toX: number, toY: number, colour: Colour, pen: number): void {
    const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1);
    const half = Math.floor(pen / 2);
    for (let step = 0; step <= steps; step++) {
      const x = Math.round(fromX + ((toX - fromX) * step) / steps);
      const y = Math.round(fromY + ((toY - fromY) * step) / steps);
      this.fill(x - half, y - half, pen, pen, colour);
    }
  }
}
