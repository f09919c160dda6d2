import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createInstallation,
  type Installation,
  installationOfQueue,
  isOwn,
  queueNames,
  requireOwnMemo,
} from '../../contract/installation.ts';
import { modelNames } from '../../domain/models.ts';
import { scheduleIds } from '../../schedules/schedules.ts';

const runId = 'r20261122-020000-3f9a/churn';
const mail = '4fd6a9bb-1c70-4f2c-9a44-2f0f4d9f3a51';

function workflowIds(installation: Installation): string[] {
  return [
    installation.retrain,
    installation.trainModel(runId),
    ...modelNames.map(installation.abGate),
    installation.scoreDaily(modelNames),
    ...modelNames.map((model) => installation.scoreDaily([model])),
    installation.deliverMail(mail),
    installation.deliverMail(7),
    ...scheduleIds.map(installation.schedule),
  ];
}

describe('an installation', () => {
  it('without a name has the same ids as the releases that had no names', () => {
    const unnamed = createInstallation('');
    assert.deepEqual(
      queueNames.map((queue) => unnamed.taskQueue(queue)),
      ['orchestration', 'training'],
    );
    assert.deepEqual(
      [
        ...[unnamed.retrain, unnamed.trainModel(runId), unnamed.abGate('churn'), unnamed.deliverMail(7)],
        ...[unnamed.scoreDaily(['churn', 'engagement']), unnamed.schedule('retrain-weekly')],
      ],
      ['retrain', `retrain/${runId}`, 'gate/churn', 'mail/7', 'score-daily/churn+engagement', 'retrain-weekly'],
    );
  });

  it('shares no id with one of another name, even if that name equals a part of an id', () => {
    const names = ['', 'a', 'a.b', 'retrain', 'mail', 'gate', 'orchestration', 'training', ...scheduleIds];
    const workflows = names.flatMap((name) => workflowIds(createInstallation(name)));
    assert.equal(new Set(workflows).size, workflows.length);
    const queues = names.flatMap((name) => queueNames.map(createInstallation(name).taskQueue));
    assert.equal(new Set(queues).size, queues.length);
  });

  it("is found from a workflow's task queue, and from a schedule's id", () => {
    for (const name of ['', 'a', 'a.b', 'training']) {
      const installation = createInstallation(name);
      for (const queue of queueNames) assert.equal(installationOfQueue(installation.taskQueue(queue)).name, name);
      assert.equal(installation.scheduleOf(installation.schedule('retrain-weekly')), 'retrain-weekly');
    }
    assert.equal(createInstallation('').scheduleOf('a/retrain-weekly'), null);
    assert.equal(createInstallation('a').scheduleOf('b/retrain-weekly'), null);
    assert.equal(createInstallation('a').scheduleOf('retrain-weekly'), null);
  });

  it('owns what has its identity, and adopts what has none only if it may', () => {
    const own = { ...createInstallation('shop'), identity: mail, adopts: false };
    assert.deepEqual(
      [isOwn(own, { installation: mail }), isOwn(own, { installation: 'x' }), isOwn(own, {}), isOwn(own, undefined)],
      [true, false, false, false],
    );
    const adopting = { ...own, adopts: true };
    assert.deepEqual([isOwn(adopting, undefined), isOwn(adopting, { installation: 'x' })], [true, false]);
    assert.throws(() => requireOwnMemo(own, 'schedule shop/retrain-weekly', { installation: 'x' }), {
      code: 'installation_taken',
      message: /"shop".*another database, according to schedule shop\/retrain-weekly\./,
      remedy: /PERENNIAL_INSTALLATION=<name>/,
    });
  });
});
