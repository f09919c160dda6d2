import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { filledText } from '../../api/contracts/scalars.ts';

describe('text that is trimmed', () => {
  const text = filledText(3);
  const described = z.toJSONSchema(text) as { minLength: number; maxLength: number; pattern: string };

  /** What a client makes of the document, which knows nothing of trimming. */
  function asDocumented(value: string): boolean {
    const letters = [...value].length;
    return (
      letters >= described.minLength && letters <= described.maxLength && new RegExp(described.pattern).test(value)
    );
  }

  it('is taken and refused as the document says, whatever counts as a space where', () => {
    const spaces = [' ', '\t', '\n', '\u00a0', '\u2003', '\ufeff', '\u0085', '\u001c', '\u001f'];
    const values = [
      '',
      'a',
      ' a ',
      'abc',
      'abcd',
      ' ab ',
      '\u200b',
      '.',
      ...spaces,
      ...spaces.map((one) => `${one}a`),
      ...spaces.map((one) => one.repeat(3)),
    ];
    for (const value of values) assert.equal(text.safeParse(value).success, asDocumented(value), JSON.stringify(value));
    for (const space of spaces) assert.equal(text.safeParse(space).success, false, JSON.stringify(space));
  });

  it('is kept without what surrounds it', () => {
    assert.equal(text.parse(' a\n'), 'a');
  });
});
