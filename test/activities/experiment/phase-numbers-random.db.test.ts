import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPhaseNumbers } from '../../../activities/experiment/phase-numbers.ts';
import type { Arm } from '../../../domain/experiment/experiment.ts';
import { modelNames } from '../../../domain/models.ts';
import { crmRows, hoursAfter } from '../../models/crm-rows.ts';
import { trainingRows } from '../../models/feature-rows.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { leadLabels } from '../lead-labels.ts';
import { experimentId, experimentRows } from './experiment-rows.ts';
import { twinNumbers } from './phase-numbers-twin.ts';
import { randomWorld, writeWorld } from './random-world.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
const experiment = await experimentRows(database);

describe('numbers of a phase in a random world', () => {
  for (const [seed, model] of modelNames.entries()) {
    it(`equal those of a naive count: ${model}`, async () => {
      const world = randomWorld(seed, 600, (share) => (model === 'lead_scoring' ? 100 * share : share));
      await crm.clear();
      await experiment.open(model);
      await writeWorld(database, world);
      for (const hours of [500, 999, 1600]) {
        const now = hoursAfter(hours);
        const rows = model === 'lead_scoring' ? await trainingRows(database, model, now) : [];
        // of the first moment
        const labels = new Map(rows.toReversed().map((row) => [row.subject_id, row.label as number]));
        const { units, differences } = twinNumbers(model, world, hours, labels);
        const found = await readPhaseNumbers({ database, settings: { leadLabels } }, { experimentId, phase: 1, now });

        for (const arm of ['champion', 'challenger'] as const) {
          const ofArm = units.filter((unit) => unit.arm === arm);
          assert.equal(
            found[arm].exposed,
            world.exposures.filter((each) => each.arm === arm && each.at <= hours).length,
          );
          assert.deepEqual(counted(found[arm]), count(ofArm));
          assert.equal(found[arm].optOuts, ofArm.filter(({ optedOut }) => optedOut).length);
          for (const each of found.weeks)
            assert.deepEqual(
              counted(each[arm]),
              count(ofArm.filter(({ week }) => week === each.week)),
              `week ${each.week}`,
            );
        }
        assert.deepEqual(
          found.weeks.map(({ week }) => week),
          [...new Set(units.map(({ week }) => week))].sort((a, b) => a - b),
        );
        assertPaired(found.paired, differences);
        // at the last look the world has enough of everything for a meaningful comparison
        if (hours === 1600) {
          const least = Math.min(units.length, differences.length);
          assert.ok(least > 80, `${units.length} units, ${differences.length} pairs`);
          assert.ok(units.some(({ optedOut }) => optedOut) && units.some(({ converted }) => converted));
        }
      }
    });
  }
});

type Counts = { readonly units: number; readonly conversions: number };

function counted({ units, conversions }: Counts): Counts {
  return { units, conversions };
}

function count(units: readonly { readonly arm: Arm; readonly converted: boolean }[]): Counts {
  return { units: units.length, conversions: units.filter(({ converted }) => converted).length };
}

function assertPaired(
  found: { units: number; mean: number; standardDeviation: number } | null,
  differences: readonly number[],
): void {
  const units = differences.length;
  if (units < 2) {
    assert.equal(found, null);
    return;
  }
  const mean = differences.reduce((sum, each) => sum + each, 0) / units;
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  assert.equal(found?.units, units);
  assert.ok(
    Math.abs((found?.mean ?? 0) - mean) < 1e-4 * Math.max(1, Math.abs(mean)),
    `${found?.mean}, expected ${mean}`,
  );
  const standardDeviation = Math.sqrt(squares / (units - 1));
  assert.ok(Math.abs((found?.standardDeviation ?? 0) - standardDeviation) < 1e-4 * standardDeviation);
}
