import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DefaultLogger } from '@temporalio/worker';
import { projectRoot } from '../../stack/project-root.ts';
import { bundleWorkflows } from '../../workers/workflow-bundle.ts';
import { temporaryFolder } from '../infrastructure.ts';

test('workflows are bundled again only after one of their files or the packages changed', async () => {
  const root = realpathSync(temporaryFolder());
  for (const folder of ['workflows', 'domain', 'node_modules']) mkdirSync(join(root, folder));
  symlinkSync(join(projectRoot, 'node_modules/@temporalio'), join(root, 'node_modules/@temporalio'), 'junction');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'domain/answer.ts'), 'export const answer: number = 41;\n');
  writeFileSync(
    join(root, 'workflows/index.ts'),
    "import { answer } from '../domain/answer.ts';\nexport async function ask(): Promise<number> { return answer; }\n",
  );
  writeFileSync(join(root, 'workflows/carry-request.ts'), 'export const interceptors = () => ({});\n');
  let made = 0;
  const logger = new DefaultLogger('INFO', ({ message }) => {
    if (message === 'Workflow bundle created') made++;
  });
  const bundle = async () => (await bundleWorkflows(root, logger)) as { readonly code: string };

  const first = await bundle();
  assert.deepEqual([(await bundle()).code, made], [first.code, 1]);

  writeFileSync(join(root, 'domain/answer.ts'), 'export const answer: number = 42;\n');
  assert.match((await bundle()).code, /answer = 42;/);
  assert.equal(made, 2);

  appendFileSync(join(root, 'package-lock.json'), '\n');
  await bundle();
  assert.equal(made, 3);

  writeFileSync(join(root, 'node_modules/.cache/perennial/workflows.json'), '{"packages":');
  await bundle();
  await bundle();
  assert.equal(made, 4);
});
