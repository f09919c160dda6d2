import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineModel } from '../../cli/examine-models.ts';
import { definitions as present } from '../../models/registry.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { carelessRelease, nextRelease } from '../models/other-releases.ts';
import { addVersion, openExperiment, openHistory, point } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

test('doctor says which retired features must stay for which versions, and which may go', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const examine = (definitions = nextRelease) => examineModel({ database, blobs, definitions }, 'churn');
  const retired = present.churn.features.at(-1)?.name ?? '';
  const others = present.churn.features.slice(0, -1).map(({ name }) => name);

  const [untrained] = await examine();
  assert.deepEqual([untrained.state, untrained.detail], ['missing', 'not trained yet']);

  await openHistory(database);
  const champion = await addVersion({ database, blobs }, 'churn', 1, [...others, 'days_known']);
  await point(database, champion);
  assert.deepEqual(
    (await examine()).map(({ what, state }) => [what, state]),
    [
      ['model churn', 'ok'],
      ['retired, churn', 'ok'],
    ],
  );
  const may = `${retired} may be deleted from the code: no version that may serve reads it`;
  assert.equal((await examine())[1].detail, may);

  const challenger = await addVersion({ database, blobs }, 'churn', 2, [...others, retired]);
  await openExperiment(database, 'e', champion, challenger);
  const must = `${retired} must stay in the code: challenger ${challenger.name} reads it`;
  assert.equal((await examine())[1].detail, must);
  const careless = await examine(carelessRelease);
  assert.deepEqual(
    careless.map(({ state }) => state),
    ['ok', 'missing'],
  );
  assert.match(
    careless[1].detail,
    new RegExp(`challenger ${challenger.name} can't serve: unknown_features: .*${retired}`),
  );

  await point(database, challenger);
  const [broken] = await examine(carelessRelease);
  assert.equal(broken.state, 'broken');
  assert.match(broken.detail, new RegExp(`champion ${challenger.name} can't serve: .*${retired}`));
  assert.match(broken.remedy, /npx perennial train churn/);
});
