import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { oneAhead } from '../../api/http/one-ahead.ts';
import { readLines } from '../../api/http/read-lines.ts';

const wide = { most: 100, mostBytes: 1_000_000, longest: 1_000, idle: 10_000 };

async function linesOf(chunks: readonly string[], limits: typeof wide): Promise<(string | null)[][]> {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const lines: (string | null)[][] = [];
  for await (const some of readLines(stream, limits)) lines.push(some.map((line) => line?.toString() ?? null));
  return lines;
}

describe('lines of a stream', () => {
  it('are handed over by so many, and the last ones at its end', async () => {
    assert.deepEqual(await linesOf(['a\nb\nc', '\nd\ne'], { ...wide, most: 2 }), [['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('are handed over when they weigh too much, however few they are', async () => {
    const chunks = ['aaaa\nbb', 'bb\ncccc\n', 'd\n'];
    assert.deepEqual(await linesOf(chunks, { ...wide, mostBytes: 10 }), [['aaaa', 'bbbb', 'cccc'], ['d']]);
  });

  it('are null where one is longer than allowed', async () => {
    assert.deepEqual(await linesOf(['abc\nabcdef\nab\n'], { ...wide, longest: 4 }), [['abc', null, 'ab']]);
  });
});

describe('one ahead', () => {
  it('reads the next value while one is worked on, and no more', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<number> {
      while (read < 5) yield ++read;
    }
    const seen: [value: number, read: number][] = [];
    for await (const value of oneAhead(source())) {
      await new Promise(setImmediate);
      seen.push([value, read]);
    }
    assert.deepEqual(seen, [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 5],
    ]);
  });

  it('tells a failure after the values before it', async () => {
    async function* source(): AsyncGenerator<number> {
      yield 1;
      throw new Error('gone');
    }
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const value of oneAhead(source())) {
        await new Promise(setImmediate);
        seen.push(value);
      }
    }, /gone/);
    assert.deepEqual(seen, [1]);
  });
});
