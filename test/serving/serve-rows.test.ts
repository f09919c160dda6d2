import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { armOf } from '../../domain/experiment/assignment.ts';
import { readingOfLive } from '../../serving/answers/reading.ts';
import { type Row, serveRows } from '../../serving/answers/serve-rows.ts';
import type { LiveModel, Trial } from '../../serving/live/live-models.ts';
import { stubFeatures, stubModel } from './stub-model.ts';

const now = new Date('2026-06-01T12:00:00Z');
const champion = stubModel('lead_scoring', 1, 40);
const split = { salt: 'e/1', challengerShare: 0.3 };

function trialOf(base: number | null, changes: Partial<Trial> = {}): LiveModel {
  const challenger = stubModel('lead_scoring', 2, base);
  const guardedUntil = new Date(8.64e15);
  return {
    champion,
    trial: { experimentId: 'e', phase: 1, ...split, challenger, scoreMap: null, guardedUntil, ...changes },
  };
}

const rows: Row[] = Array.from({ length: 400 }, (_, at) => ({
  subject: `lead-${at}`,
  features: stubFeatures('lead_scoring', at / 100),
}));

/** Each reading of the clock is a millisecond later. */
function surroundings() {
  let milliseconds = 0;
  let ids = 0;
  return { clock: () => milliseconds++, newId: () => `id-${ids++}` };
}

describe('serveRows', () => {
  it('answers with the champion outside an experiment', () => {
    const served = serveRows({ champion, trial: null }, rows, now, surroundings());
    for (const [at, one] of served.entries()) {
      const { subject, value, modelOutput, by, arm, shadow, experimentId, error } = one;
      assert.deepEqual([subject, value, modelOutput], [rows[at].subject, 40 + at / 100, 40 + at / 100]);
      assert.deepEqual([by, arm, shadow, experimentId, error], [champion, null, null, null, null]);
    }
    assert.deepEqual([new Set(served.map(({ id }) => id)).size, served[0].milliseconds], [400, 1 / 400]);
  });

  it("deals each subject to its arm and keeps the other arm's output as shadow", () => {
    const served = serveRows(trialOf(50), rows, now, surroundings());
    const challenged = served.filter(({ arm }) => arm === 'challenger');
    assert.ok(challenged.length > 80 && challenged.length < 160, `${challenged.length}`);
    for (const [at, { subject, arm, by, value, shadow, experimentId, phase }] of served.entries()) {
      assert.equal(arm, armOf(split, subject ?? ''));
      const [own, other] = arm === 'challenger' ? [50, 40] : [40, 50];
      assert.deepEqual([value, shadow?.output], [own + at / 100, other + at / 100]);
      assert.deepEqual([by.version.id, shadow?.version.id], arm === 'challenger' ? [2, 1] : [1, 2]);
      assert.deepEqual([experimentId, phase], ['e', 1]);
    }
  });

  it("maps a challenger's score to the champion's score of the same rank, and keeps the original", () => {
    const scoreMap = { from: [50, 54], to: [40, 44] };
    const served = serveRows(trialOf(50, { scoreMap }), rows, now);
    for (const { arm, value, modelOutput } of served)
      assert.ok(Math.abs(value - (arm === 'challenger' ? modelOutput - 10 : modelOutput)) < 1e-12);
  });

  it('falls back to the champion if the challenger throws or answers no number, and leaves the arm unchanged', () => {
    for (const base of [null, Number.NaN]) {
      const served = serveRows(trialOf(base), rows, now);
      for (const [at, { arm, subject, by, value, error, shadow }] of served.entries()) {
        assert.deepEqual([arm, by, value], [armOf(split, subject ?? ''), champion, 40 + at / 100]);
        assert.equal(shadow?.output, null);
        if (arm === 'champion') assert.equal(error, null);
        else assert.match(error ?? '', base === null ? /told to fail/ : /NaN/);
      }
    }
  });

  it('gives each model its own features in its order, and keeps those of the model that answered', () => {
    const older = stubModel('lead_scoring', 1, 40, ['a', 'b']);
    const live = { ...trialOf(50), champion: older };
    const challenger = stubModel('lead_scoring', 2, 50, ['c', 'b', 'a']);
    const mixed = { ...live, trial: live.trial && { ...live.trial, challenger } };
    assert.deepEqual(readingOfLive(mixed).names, ['a', 'b', 'c']);
    const given = rows.map(({ subject }, at) => ({ subject, features: Float64Array.of(at / 100, 7, 3) }));
    for (const [at, { arm, value, shadow, features }] of serveRows(mixed, given, now).entries()) {
      const [ofChampion, ofChallenger] = [40 + at / 100, 53];
      const challenged = arm === 'challenger';
      assert.deepEqual([value, shadow?.output], challenged ? [ofChallenger, ofChampion] : [ofChampion, ofChallenger]);
      assert.deepEqual([...features], challenged ? [3, 7, at / 100] : [at / 100, 7]);
    }
  });

  it("reads an attribute by each model's own levels", () => {
    const reading = (id: number, base: number, levels: readonly string[], names: readonly string[]) => {
      const model = stubModel('lead_scoring', id, base, names);
      const encoding = { attributes: [{ column: 0, levels }], features: [] };
      return { ...model, predictor: { ...model.predictor, description: { ...model.predictor.description, encoding } } };
    };
    const older = reading(1, 40, ['Google', 'Referral'], ['lead:Source', 'a']);
    const challenger = reading(2, 50, ['Referral'], ['lead:Source', 'b', 'a']);
    const { trial } = trialOf(50);
    const live = { champion: older, trial: trial && { ...trial, challenger } };
    assert.deepEqual(readingOfLive(live).names, ['a', 'b']);
    assert.deepEqual(readingOfLive(live).attributes, ['lead:Source']);
    const codes = (texts: Record<string, string>) => {
      const given = rows.map(({ subject }) => ({ subject, features: Float64Array.of(7, 3), attributes: texts }));
      const served = serveRows(live, given, now);
      return ['champion', 'challenger'].map((wanted) => [
        ...(served.find(({ arm }) => arm === wanted)?.features ?? []),
      ]);
    };
    assert.deepEqual(codes({ 'lead:Source': 'Referral' }), [
      [2, 7],
      [1, 3, 7],
    ]);
    // unknown to the challenger, then to both
    assert.deepEqual(codes({ 'lead:Source': ' Google ' }), [
      [1, 7],
      [2, 3, 7],
    ]);
    assert.deepEqual(codes({ 'lead:Source': 'Radio' }), [
      [3, 7],
      [2, 3, 7],
    ]);
    const missing: Record<string, string>[] = [{}, { 'lead:Source': 'n/a' }, { 'lead:Source': '' }];
    for (const texts of missing) {
      assert.deepEqual(codes(texts)[0], [Number.NaN, 7]);
    }
  });

  it('throws what the champion throws, because no other model can answer', () => {
    const live = { champion: stubModel('lead_scoring', 1, null), trial: null };
    assert.throws(() => serveRows(live, rows, now), /told to fail/);
  });

  it('leaves rows without a subject out of the experiment', () => {
    const [only] = serveRows(trialOf(50), [{ ...rows[0], subject: null }], now);
    assert.deepEqual([only.arm, only.experimentId, only.by, only.shadow], [null, null, champion, null]);
  });
});
