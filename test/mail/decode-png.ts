import assert from 'node:assert/strict';
import { crc32, inflateSync } from 'node:zlib';

export type Decoded = { readonly width: number; readonly height: number; at(x: number, y: number): readonly number[] };

/** Only what our encoder writes: 8 bits, RGBA, unfiltered rows. Every checksum is verified. */
export function decodePng(png: Buffer): Decoded {
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = new Map<string, Buffer>();
  let offset = 8;
  while (offset < png.length) {
    const length = png.readUInt32BE(offset);
    const body = png.subarray(offset + 4, offset + 8 + length);
    assert.equal(png.readUInt32BE(offset + 8 + length), crc32(body));
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4));
    offset += 12 + length;
  }
  assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') ?? Buffer.alloc(0);
  assert.deepEqual([...header.subarray(8)], [8, 6, 0, 0, 0]);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const rowBytes = 1 + width * 4;
  assert.equal(rows.length, height * rowBytes);
  for (let y = 0; y < height; y++) assert.equal(rows[y * rowBytes], 0);
  return {
    width,
    height,
    at: (x, y) => [...rows.subarray(y * rowBytes + 1 + x * 4, y * rowBytes + 5 + x * 4)],
  };
}
