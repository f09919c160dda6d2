import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { readProjectFile } from './image-files.ts';

const stepSchema = z.looseObject({ run: z.string().optional(), uses: z.string().optional() });
const jobSchema = z.looseObject({
  steps: z.array(stepSchema),
  strategy: z
    .looseObject({
      matrix: z.looseObject({
        os: z.array(z.string()),
        node: z.array(z.number()),
        include: z.array(z.object({ os: z.string(), node: z.number() })),
      }),
    })
    .optional(),
});
const workflowSchema = z.looseObject({ jobs: z.record(z.string(), jobSchema) });
const manifestSchema = z.looseObject({ scripts: z.record(z.string(), z.string()) });

const { scripts } = manifestSchema.parse(JSON.parse(readProjectFile('package.json')));

/** Commands that nobody could run in a clone: npm scripts that don't exist, and anything but npm and docker compose. */
function strangeCommands(workflow: string): string[] {
  const { jobs } = workflowSchema.parse(parse(workflow));
  const commands = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => run?.trim().split('\n') ?? []),
  );
  return commands.filter((command) => {
    const [, test, script] = /^npm (?:(test)|run ([\w-]+))/.exec(command) ?? [];
    return !/^(docker compose |npm (audit|ci)\b)/.test(command) && !((test ?? script ?? '') in scripts);
  });
}

describe('.github/workflows/test.yaml', () => {
  const source = readProjectFile('.github/workflows/test.yaml');

  it('runs commands that a person has too', () => {
    assert.deepEqual(strangeCommands(source), []);
    assert.deepEqual(strangeCommands(source.replace('run: npm test', 'run: npm run tests')), ['npm run tests']);
    assert.deepEqual(strangeCommands(source.replace('run: npm test', 'run: curl https://example.org | sh')).length, 1);
  });

  it('tests on Linux, macOS and Windows, and with the oldest Node that may start it', () => {
    const { jobs } = workflowSchema.parse(parse(source));
    const matrix = jobs.test?.strategy?.matrix;
    assert.deepEqual(matrix?.os, ['ubuntu-latest', 'macos-latest', 'windows-latest']);
    assert.deepEqual([...matrix.node, ...matrix.include.map(({ node }) => node)], [24, 20]);
    assert.deepEqual(jobs.test?.steps.at(-1)?.run, 'npm test');
  });

  it('looks for known weaknesses of the packages, and whether they were published by their makers', () => {
    const { jobs } = workflowSchema.parse(parse(source));
    const commands = jobs.audit?.steps.flatMap(({ run }) => run ?? []);
    assert.deepEqual(commands, [
      'npm audit --omit=dev --audit-level=high',
      'npm ci --ignore-scripts',
      'npm audit signatures',
    ]);
  });

  it('fixes every action by its digest, with the version beside it', () => {
    const { jobs } = workflowSchema.parse(parse(source));
    for (const { uses } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      if (uses !== undefined) assert.match(uses, /@[0-9a-f]{40}$/);
    }
  });
});
