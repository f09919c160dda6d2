import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/**
 * Runs a job of a GitHub workflow on this machine as a GitHub runner does: its steps in order, each `run:` by bash, with expressions,
 * conditions and outputs, and nothing of this machine's environment. What the job uses of GitHub's language is all that is understood.
 */
const stepSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.enum(['always()', 'failure()']).optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.coerce.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export const workflowSchema = z.looseObject({
  on: z.looseObject({ schedule: z.array(z.object({ cron: z.string() })) }),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(z.string(), z.looseObject({ 'timeout-minutes': z.number(), steps: z.array(stepSchema) })),
});
export type Step = z.infer<typeof stepSchema>;
export type Workflow = z.infer<typeof workflowSchema>;

export function parseWorkflow(source: string): Workflow {
  return workflowSchema.parse(parse(source));
}

export type Runner = {
  /** The checkout. */
  readonly workspace: string;
  /** For what GitHub passes through files: outputs and the summary. */
  readonly files: string;
  readonly env: Readonly<Record<string, string>>;
  /** What expressions such as `secrets.DATABASE_URL` are. */
  readonly context: Readonly<Record<string, string>>;
  /** An action, by its name without a version. */
  readonly use: (action: string, inputs: Readonly<Record<string, string>>) => void;
  /** Told after each command that succeeded. */
  readonly ran: (command: string) => void;
};

export type StepEnding = {
  /** Its name, or the action. */
  readonly step: string;
  readonly outcome: 'success' | 'failure' | 'skipped';
  /** stdout and stderr as they came. */
  readonly output: string;
};

export async function runJob(steps: readonly Step[], runner: Runner): Promise<StepEnding[]> {
  const context: Record<string, string> = { ...runner.context };
  const endings: StepEnding[] = [];
  for (const step of steps) {
    const failed = endings.some(({ outcome }) => outcome === 'failure');
    const name = step.name ?? step.uses ?? step.run ?? '';
    if (step.if !== 'always()' && failed !== (step.if === 'failure()')) {
      endings.push({ step: name, outcome: 'skipped', output: '' });
    } else if (step.run === undefined) {
      runner.use(step.uses?.replace(/@.*/, '') ?? '', evaluateAll(step.with ?? {}, context));
      endings.push({ step: name, outcome: 'success', output: '' });
    } else {
      const { code, output } = await runCommand(step.run, evaluateAll(step.env ?? {}, context), runner);
      Object.assign(context, readOutputs(step, runner));
      endings.push({ step: name, outcome: code === 0 ? 'success' : 'failure', output });
    }
  }
  return endings;
}

const outputsFile = (runner: Runner) => join(runner.files, 'outputs');
export const summaryFile = (files: string) => join(files, 'summary');

function runCommand(command: string, env: Readonly<Record<string, string>>, runner: Runner) {
  writeFileSync(outputsFile(runner), '');
  const places = { GITHUB_OUTPUT: outputsFile(runner), GITHUB_STEP_SUMMARY: summaryFile(runner.files) };
  const bash = spawn('bash', ['-e', '-c', command], {
    cwd: runner.workspace,
    env: { ...runner.env, ...places, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [bash.stdout, bash.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise<{ readonly code: number | null; readonly output: string }>((resolve, reject) => {
    bash.once('error', reject);
    bash.once('close', (code) => {
      if (code === 0) runner.ran(command.trim());
      resolve({ code, output });
    });
  });
}

function readOutputs({ id }: Step, runner: Runner): Record<string, string> {
  const lines = readFileSync(outputsFile(runner), 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const [name, ...value] = line.split('=');
      return [`steps.${id}.outputs.${name}`, value.join('=')];
    }),
  );
}

function evaluateAll(texts: Readonly<Record<string, string>>, context: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, evaluate(text, context)]));
}

function evaluate(text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ *(.+?) *\}\}/g, (_, expression: string) => {
    const value = context[expression];
    if (value === undefined) throw new Error(`the expression ${expression} has no value here`);
    return value;
  });
}
