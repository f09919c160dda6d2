import type { Ports } from '../../api/ports.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { groupOf } from '../../models/feature-groups.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { Served } from '../../serving/answers/serve-rows.ts';
import { toStored } from '../../serving/answers/stored-prediction.ts';
import type { LiveModel } from '../../serving/live/live-models.ts';
import { noChampion } from '../../serving/live/load-version.ts';
import { createPredictions } from '../../serving/predict.ts';
import { subjectsNotFound } from '../../serving/subjects/subjects.ts';
import type { Database } from '../../store/database/database.ts';
import { stubFeatures, stubLive, stubModel } from '../serving/stub-model.ts';
import { anna } from './fake-people.ts';

export const knownPrediction = '6f1c1f0e-6f1d-4a53-9d5b-0d8f4a3a8a10';

/** Invented models with real rows and wording. A subject called `nobody` doesn't exist, and `undeployed` models are not deployed. */
export function fakePredictions(
  undeployed: ReadonlySet<ModelName> = new Set(),
  serving: (model: ModelName) => LiveModel = (model) => ({ champion: stubModel(model, 1), trial: null }),
): Ports['predictions'] {
  const live = stubLive((model) => {
    if (undeployed.has(model)) throw noChampion(model);
    return serving(model);
  });
  const { predictRows } = createPredictions({ database: {} as Database, live });
  const rowsOf = (model: ModelName, ids: readonly string[]) => {
    live.of(model);
    const unknown = ids.filter((id) => id === 'nobody');
    if (unknown.length > 0) throw subjectsNotFound(model, unknown);
    return ids.map((subject) => ({ subject, features: stubFeatures(model, 0.5) }));
  };
  return {
    predictRows,
    predictById: async (model, ids, now) => predictRows(model, () => rowsOf(model, ids), now),
    async predictMessages(requests, now) {
      const ids = requests.map(({ contactId }) => contactId);
      const answers = await predictRows('engagement', () => rowsOf('engagement', ids), now);
      return answers.filter((answer) => answer.model === 'engagement');
    },
    async list(model) {
      live.of(model);
      return null;
    },
    async explain(id) {
      if (id !== knownPrediction)
        throw new PerennialError('prediction_not_found', `There is no prediction with the id "${id}".`, 'Ask first.');
      const by = stubModel('churn', 1);
      const served: Served = {
        id,
        subject: 'contact-1',
        features: stubFeatures('churn', 0.5),
        by,
        arm: 'champion',
        experimentId: 'e',
        phase: 1,
        value: 0.75,
        modelOutput: 0.75,
        confidence: 0.75,
        shadow: { version: stubModel('churn', 2).version, output: 0.7 },
        milliseconds: 0.1,
        error: null,
        at: new Date('2026-06-01T12:00:00Z'),
      };
      const contributions = modelDefinition('churn').features.map(({ name, unit, description }, at) => ({
        feature: name,
        unit,
        description,
        value: at === 0 ? 0.5 : null,
        typical: 0,
        contribution: at === 0 ? 0.5 : 0,
        phrase: at === 0 ? 'In words' : null,
        group: groupOf(modelDefinition('churn'), name),
        contrast: false,
      }));
      const prediction = toStored('churn', served);
      const person = { ...anna, contact: 'contact-1' };
      return { prediction, version: by.version.name, shadowVersion: '2026-06-01.2', person, base: 0.25, contributions };
    },
  };
}
