import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeGap } from '../../../domain/monitoring/arrivals.ts';
import { findRhythm, isSilent, judgeImports } from '../../../domain/monitoring/rhythm.ts';

const hour = 3_600_000;
const day = 24 * hour;
const monday = Date.parse('2026-06-01T09:00:00Z');
const at = (days: number, hours = 0) => new Date(monday + days * day + hours * hour);
const every = (days: number, count: number, first = 0) =>
  Array.from({ length: count }, (_, number) => at(first + number * days));
/** `weeks` of imports at these hours of Monday to Friday. */
const workdays = (weeks: number, hours: readonly number[]) =>
  Array.from({ length: weeks * 7 }, (_, number) => number)
    .filter((number) => number % 7 < 5)
    .flatMap((number) => hours.map((each) => at(number, each)));

/** Hours from the last import to the alarm; null: none within 20 weeks. */
function alarmAfter(imports: readonly Date[]): number | null {
  const rhythm = findRhythm({ source: 'crm', imports });
  if (rhythm === null) return null;
  const hours = Array.from({ length: 20 * 7 * 24 }, (_, number) => number);
  return hours.find((each) => isSilent(rhythm, new Date(rhythm.last.getTime() + each * hour))) ?? null;
}

/** Whether an import ever came after an alarm. */
function falseAlarms(imports: readonly Date[]): Date[] {
  return imports.filter((next, number) => {
    const rhythm = findRhythm({ source: 'crm', imports: imports.slice(0, number) });
    return rhythm !== null && isSilent(rhythm, next);
  });
}

const beatOf = (imports: readonly Date[]) => (findRhythm({ source: '', imports })?.beat ?? Number.NaN) / hour;

describe('the rhythm of a source', () => {
  it('is the gap that its imports usually leave', () => {
    assert.equal(beatOf(every(7, 4)), 7 * 24);
    assert.equal(beatOf(every(1, 20)), 24);
    assert.equal(beatOf(every(1 / 24, 400)), 1);
    assert.equal(beatOf(every(30, 5)), 720);
    assert.equal(beatOf(workdays(3, [0])), 24);
  });

  it('is not known from fewer than four imports, nor from those of less than a week', () => {
    assert.equal(findRhythm({ source: '', imports: every(7, 3) }), null);
    assert.equal(findRhythm({ source: '', imports: every(1 / 24, 100) }), null);
    assert.equal(findRhythm({ source: '', imports: [] }), null);
  });

  it('counts files that come together as one import, and dates it by the last of them', () => {
    const files = every(7, 4).flatMap((first) =>
      [0, 2, 5, 20].map((late) => new Date(first.getTime() + late * 60_000)),
    );
    const rhythm = findRhythm({ source: '', imports: files });
    assert.deepEqual([rhythm?.beat, rhythm?.imports], [7 * day, every(7, 4)]);
    assert.deepEqual(rhythm?.last, new Date(at(21).getTime() + 20 * 60_000));
  });

  it('is moved neither by an afternoon of trials nor by an outage', () => {
    const trials = [0, 1, 2, 3, 4, 5].map((hours) => at(0, hours));
    assert.equal(beatOf([...trials, ...every(7, 3, 7)]), 7 * 24);
    assert.deepEqual(falseAlarms([...trials, ...every(7, 12, 7)]), []);
    assert.equal(beatOf([...every(1 / 24, 400), ...every(1 / 24, 200, 20)]), 1);
    assert.equal(beatOf([...every(7, 8), ...every(7, 4, 84)]), 7 * 24);
  });
});

describe('a source that misses its beats', () => {
  it('is silent after two of them and a quarter, but not within six hours', () => {
    assert.equal(alarmAfter(every(7, 5)), 2.25 * 7 * 24);
    assert.equal(alarmAfter(every(1, 20)), 2.25 * 24);
    assert.equal(alarmAfter(every(4 / 24, 60)), 9);
    assert.equal(alarmAfter(every(1 / 24, 500)), 6);
    assert.equal(alarmAfter(every(7, 3)), null);
  });

  it('is not silent as long as it is late by less, and not after a single miss', () => {
    const wandering = Array.from({ length: 20 }, (_, week) => at(7 * week, (week * 29) % 31));
    assert.deepEqual(falseAlarms(wandering), []);
    assert.deepEqual(falseAlarms(wandering.filter((_, week) => week % 5 !== 4)), []);
  });

  it('may pause every night and weekend', () => {
    assert.deepEqual(falseAlarms(workdays(12, [0])), []);
    assert.deepEqual(falseAlarms(workdays(12, [0, 1, 2, 3, 4, 5, 6, 7, 8])), []);
    assert.deepEqual(falseAlarms([0, 3].flatMap((first) => every(7, 12, first)).toSorted((a, b) => +a - +b)), []);
    // the last is a Friday: Monday and Tuesday are missed, and Tuesday is late by six hours
    assert.equal(alarmAfter(workdays(4, [0])), 4 * 24 + 6);
    // the last is a Wednesday: Thursday and Friday
    assert.equal(alarmAfter(workdays(4, [0]).slice(0, -2)), 2.25 * 24);
  });
});

describe('what the imports tell', () => {
  const now = at(90);
  const chats = { source: 'chats', imports: every(7, 8) };
  const crm = { source: 'crm', imports: every(7, 13) };

  it('names source, rhythm and last import of a silence, which is open', () => {
    const [silence, ...others] = judgeImports([chats], at(70), false).silences;
    assert.deepEqual([silence?.from, silence?.to, others], [at(49), null, []]);
    assert.equal(
      describeGap(silence),
      'the source chats, imported every 7 days until then, last arrived on 2026-07-20 09:00 UTC',
    );
    const daily = judgeImports([{ source: '', imports: every(1, 20) }], at(40), false).silences[0];
    assert.match(describeGap(daily), /^the files without a source, imported every day until then, last arrived on /);
  });

  it('makes the data complete up to the last import of a source that keeps its rhythm', () => {
    assert.deepEqual(judgeImports([crm], now, false), { silences: [], until: at(84) });
    assert.deepEqual(judgeImports([crm, chats], now, false).until, at(84), 'the silence of chats is a gap');
    assert.deepEqual(judgeImports([], now, true), { silences: [], until: now });
    assert.deepEqual(judgeImports([{ source: 'history', imports: every(1 / 24, 3) }], now, true).until, now);
  });

  it('takes a source for given up after eight weeks and eight beats, but only if others go on', () => {
    const silent = (days: number, others: (typeof crm)[], streams = false) =>
      judgeImports([chats, ...others], at(49 + days), streams).silences.some(({ from }) => from < at(60));
    assert.equal(silent(55, [crm]), true);
    assert.equal(silent(56, [crm]), false);
    assert.equal(silent(56, []), true);
    assert.equal(silent(56, [], true), false);
    assert.equal(silent(300, [crm]), true, 'the other has ended too');
  });
});
