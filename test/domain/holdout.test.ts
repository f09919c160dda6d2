import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bucket, isHeldOut } from '../../domain/holdout.ts';

describe('a bucket', () => {
  // GrowthBook, packages/sdk-js/test/cases.json, hash version 2
  for (const [seed, unit, n] of [
    ['seed', 'a', 0.0505],
    ['seed', 'b', 0.2696],
    ['foo', 'ab', 0.2575],
    ['foo', 'def', 0.2019],
  ] as const) {
    it(`of "${unit}" under "${seed}" is GrowthBook's ${n}`, () => assert.equal(bucket(seed, unit), n));
  }
});

describe('the holdout', () => {
  const contacts = Array.from({ length: 10_000 }, (_, at) => `contact-${at}`);

  it('is the requested share of contacts', () => {
    const share = contacts.filter((contact) => isHeldOut(contact, 0.2)).length / contacts.length;
    assert.ok(Math.abs(share - 0.2) < 0.012, `${share}`);
  });

  it('grows with the share and never drops a contact', () => {
    for (const contact of contacts.slice(0, 1_000)) {
      if (isHeldOut(contact, 0.1)) assert.ok(isHeldOut(contact, 0.2));
    }
  });
});
