import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { needsOf, sources, sourcesOf } from '../../models/feature-needs.ts';
import { currentFeatures } from '../../models/features.ts';
import { modelDefinition, modelDefinitions } from '../../models/registry.ts';

describe('what a feature needs', () => {
  it('is known of every feature of every model', () => {
    for (const definition of modelDefinitions) {
      for (const feature of currentFeatures(definition)) {
        assert.ok(sourcesOf(feature).length > 0, `${definition.name}: ${feature.name}`);
      }
    }
  });

  it('is the table that its group is named after', () => {
    const named = {
      'support tickets': 'support tickets',
      'purchase history': 'purchases',
      'campaign performance': 'campaign events',
    };
    for (const { group, sql } of modelDefinitions.flatMap(currentFeatures)) {
      const source = (named as Record<string, string>)[group];
      if (source !== undefined)
        assert.ok(
          sourcesOf({ sql }).some(({ name }) => name === source),
          sql,
        );
    }
  });

  it('is named by what is not there, else by what is', () => {
    const features = currentFeatures(modelDefinition('churn'));
    const any = Object.fromEntries(sources.map(({ name }, at) => [`source_${at}`, name !== 'support tickets']));
    const lacking = needsOf(features, any).filter(({ present }) => !present);
    assert.deepEqual(
      lacking.map(({ feature, wake }) => [feature, wake]),
      ['tickets_log', 'complaints_log', 'open_tickets_log', 'ticket_severity'].map((name) => [
        name,
        'import support tickets',
      ]),
    );
  });
});
