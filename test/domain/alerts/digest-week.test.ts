import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestDue } from '../../../domain/alerts/digest-week.ts';

describe('the digest', () => {
  it('is due on Monday from 06:00 of the schedules, and on Tuesday for those who were off', () => {
    const due = (at: string, timezone = 'UTC') => digestDue(new Date(at), timezone)?.key;
    assert.equal(due('2026-11-23T05:07:00Z'), undefined);
    assert.equal(due('2026-11-23T06:07:00Z'), '2026-11-23');
    assert.equal(due('2026-11-24T20:07:00Z'), '2026-11-23');
    assert.equal(due('2026-11-25T06:07:00Z'), undefined);
    assert.equal(due('2026-11-22T21:07:00Z', 'Asia/Tokyo'), '2026-11-23');
    assert.equal(due('2026-11-23T06:07:00Z', 'America/New_York'), undefined);
  });
});
