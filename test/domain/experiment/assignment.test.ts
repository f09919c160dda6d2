import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { armOf } from '../../../domain/experiment/assignment.ts';
import { bucket } from '../../../domain/holdout.ts';

const units = Array.from({ length: 20_000 }, (_, at) => `contact-${at}`);

describe('an assignment', () => {
  it('gives the challenger its share of subjects', () => {
    for (const challengerShare of [0.1, 0.25, 0.5]) {
      const split = { salt: 'phase-1', challengerShare };
      const served = units.filter((unit) => armOf(split, unit) === 'challenger').length / units.length;
      assert.ok(Math.abs(served - challengerShare) < 0.01, `${served}`);
    }
  });

  it('cuts at exactly one minus the share, despite floating point', () => {
    for (const challengerShare of [0.1, 0.2, 0.3, 0.7, 0.9]) {
      const boundary = Math.round(10_000 - 10_000 * challengerShare);
      for (const unit of units) {
        const place = Math.round(10_000 * bucket('s', unit));
        if (Math.abs(place - boundary) <= 1)
          assert.equal(armOf({ salt: 's', challengerShare }, unit), place >= boundary ? 'challenger' : 'champion');
      }
    }
  });

  it('assigns subjects anew under another salt', () => {
    const both = units.filter((unit) =>
      ['one', 'two'].every((salt) => armOf({ salt, challengerShare: 0.1 }, unit) === 'challenger'),
    );
    assert.ok(Math.abs(both.length / units.length - 0.01) < 0.004, `${both.length}`);
  });

  it('serves everybody by one arm at a share of 0 or 1', () => {
    assert.ok(units.every((unit) => armOf({ salt: 's', challengerShare: 0 }, unit) === 'champion'));
    assert.ok(units.every((unit) => armOf({ salt: 's', challengerShare: 1 }, unit) === 'challenger'));
  });
});
