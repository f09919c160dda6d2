import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readProjectFile } from './image-files.ts';
import { parseWorkflow } from './run-job.ts';

describe('.github/workflows/train_models.yaml', () => {
  const { on, permissions, concurrency, jobs } = parseWorkflow(readProjectFile('.github/workflows/train_models.yaml'));
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('runs weekly, on Sunday at 02:00 UTC, and by hand', () => {
    assert.deepEqual(on.schedule, [{ cron: '0 2 * * 0' }]);
    assert.ok('workflow_dispatch' in on);
  });

  it('may only read, one run at a time, for a limited time', () => {
    assert.deepEqual([...new Set(Object.values(permissions))], ['read']);
    assert.deepEqual(concurrency, { group: 'train-models', 'cancel-in-progress': false });
    for (const job of Object.values(jobs)) assert.ok(job['timeout-minutes'] <= 120);
  });

  it('fixes every action by its digest', () => {
    for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /@[0-9a-f]{40}$/);
  });

  it('takes models only from its own runs on the default branch, not from those of a pull request', () => {
    const { run = '', env } = steps.find(({ name }) => name === 'Fetch the models of the last run') ?? {};
    assert.match(run, /gh run list --workflow train_models\.yaml --branch "\$BRANCH"/);
    assert.match(run, /select\(\.event == "schedule" or \.event == "workflow_dispatch"\)/);
    assert.match(env?.BRANCH ?? '', /github\.event\.repository\.default_branch/);
    assert.doesNotMatch(run, /actions\/artifacts/);
  });

  it('shows the database to no step that does without it', () => {
    const given = steps.filter(({ env }) => env !== undefined && 'DATABASE_URL' in env);
    assert.deepEqual(
      given.map(({ name }) => name),
      steps.filter(({ run }) => run?.includes('npx perennial')).map(({ name }) => name),
    );
  });
});
