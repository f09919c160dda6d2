import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { farthestDays } from '../../models/clock.ts';
import { servingQuery } from '../../models/queries/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import { passingOf } from '../../serving/answers/hold-answer.ts';
import { anyMessage, planStatement } from '../../serving/subjects/planned-rows.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { olderHistory } from './older-history.ts';

const database = await openTestDatabase();
const now = new Date('2026-06-01T12:00:00Z');

before(async () => {
  await writeWorld({ database, world: simulateWorld({ seed: 5, now, contacts: 80, leads: 60, conversations: 240 }) });
  await olderHistory(database, now);
});

type Row = Readonly<Record<string, unknown>> & { readonly subject_id: number };

async function rowsAsOf(model: ModelName, at: Date): Promise<Map<number, Row>> {
  const definition = modelDefinition(model);
  const { features } = definition;
  const contacts = await database.query<{ id: number; name: string }>(
    'select id, external_id as name from contacts where created_at < $1 order by id',
    [now],
  );
  const names = features.map(({ name }) => name);
  const plans = contacts.map(({ name }) => ({ contact: name, message: 0, moment: at, plannedAt: now }));
  const leads = await database.query<{ id: number }>('select id from leads where created_at < $1', [now]);
  const statement =
    model === 'engagement'
      ? planStatement({ definition, names, attributes: [] }, plans, [anyMessage], true)
      : {
          sql: servingQuery(definition, features, [], true),
          parameters: [at, (model === 'churn' ? contacts : leads).map(({ id }) => id)],
        };
  const rows = await database.query<Row>(statement.sql, statement.parameters);
  return new Map(rows.map((row) => [row.subject_id, row]));
}

/** Others' rows move it, and nobody's here. */
const days = [0.01, 0.5, 1, 1.9, 4, 7, farthestDays];

describe('features that the clock alone moves', () => {
  for (const model of modelNames) {
    it(`of ${model} stay within what was known of them, whenever one looks`, async () => {
      const { features } = modelDefinition(model);
      const first = await rowsAsOf(model, now);
      const moved = new Map<string, number>();
      const unknown = new Map<string, number>();
      for (const passed of days) {
        const later = await rowsAsOf(model, new Date(now.getTime() + passed * 86_400_000));
        for (const [subject, row] of first) {
          const passing = passingOf(row, passed);
          for (const { name, moves } of features) {
            const [value, found] = [row[name], later.get(subject)?.[name]] as (number | null)[];
            if (found !== value) moved.set(name, (moved.get(name) ?? 0) + 1);
            if (value === null) {
              assert.equal(found, null, `${name} of ${subject} came from nowhere`);
              continue;
            }
            const range = moves === undefined ? ([value, value] as const) : moves(value, passing);
            if (range === null) {
              unknown.set(name, (unknown.get(name) ?? 0) + 1);
              continue;
            }
            const [low, high] = range;
            assert.ok(
              found !== null && found >= low - 2e-6 && found <= high + 2e-6,
              `${name} of ${subject} after ${passed} days: ${value} became ${found}, outside ${low} to ${high}`,
            );
          }
        }
      }
      const moving = features.filter(({ moves }) => moves !== undefined);
      const still = moving.filter(({ name }) => !moved.has(name) && name !== 'lead_campaign_click_rate');
      assert.deepEqual(
        still.map(({ name }) => name),
        [],
        'the rows move each of them',
      );
      for (const [name, times] of unknown)
        assert.ok(times < 0.8 * first.size * days.length, `${name}: ${times} unknown`);
    });
  }
});
