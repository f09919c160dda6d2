import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineNames } from '../../engine/engine-names.ts';
import { sampleCandidates } from '../../engine/search/search-space.ts';
import { tasks } from '../../engine/task.ts';
import { countedFeatures, currentFeatures } from '../../models/features.ts';
import { modelDefinition, modelDefinitions } from '../../models/registry.ts';
import { searchSpace } from '../../models/search-space.ts';

const groups = {
  lead_scoring: ['response behaviour', 'engagement', 'sentiment', 'campaign performance', 'contact quality'],
  churn: ['RFM', 'sentiment trend', 'engagement decline', 'support tickets', 'purchase history'],
  engagement: ['time patterns', 'content type', 'recipient preferences', 'message characteristics', 'context'],
};

/** As the guide counts them. */
const fewest = { lead_scoring: 24, churn: 32, engagement: 27 };

test('the models learn from at least the 24, 32 and 27 features of the guide, in its groups', () => {
  for (const definition of modelDefinitions) {
    const features = currentFeatures(definition);
    assert.ok(countedFeatures(features) >= fewest[definition.name], `${features.length} of ${definition.name}`);
    assert.deepEqual([...new Set(features.map(({ group }) => group))], groups[definition.name]);
  }
});

test('each feature, retired ones too, has a name of its own, a description and a unit', () => {
  const columns = ['subject_id', 'contact', 'moment', 'label', 'synthetic'];
  for (const { features } of modelDefinitions) {
    assert.equal(new Set(features.map(({ name }) => name)).size, features.length);
    for (const { name, description, unit } of features) {
      assert.match(name, /^[a-z][a-z0-9_]*$/);
      assert.ok(!columns.includes(name), `${name} is a column of every row`);
      assert.ok(description.length > 10 && unit.length > 0, name);
    }
  }
});

test('no feature reads a rating, a stage or a conversion of a lead', () => {
  for (const { features, historySql } of modelDefinitions) {
    for (const sql of [historySql, ...features.map((feature) => feature.sql)]) {
      assert.doesNotMatch(sql, /\b(score|stage|lead_versions|converted_at|leads)\b/);
    }
  }
});

test('every engine has a search space whose first candidate is its defaults', () => {
  for (const engine of engineNames) {
    for (const [task, rows] of tasks.flatMap((task) => [100, 100_000].map((rows) => [task, rows] as const))) {
      const space = searchSpace(engine, task, rows);
      const candidates = sampleCandidates(space, 4, 1);
      assert.equal(candidates.length, 4);
      assert.deepEqual(
        candidates[0],
        Object.fromEntries(
          Object.keys(space)
            .sort()
            .map((name) => [name, space[name].default]),
        ),
      );
    }
  }
});

test("lead scoring and churn ask for the guide's 100 samples", () => {
  assert.equal(modelDefinition('lead_scoring').minimum.samples, 100);
  assert.equal(modelDefinition('churn').minimum.samples, 100);
});
