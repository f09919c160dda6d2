import { createHash } from 'node:crypto';
import { modelTitles } from '../domain/models.ts';
import type { TargetResult } from '../domain/targets.ts';
import { stepKey } from './step-key.ts';
import type { FinishStep } from './step-types.ts';

export type AlertMail = {
  readonly key: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
};

/** The guide's performance alert. The Message-ID follows from run and recipient, so that a repeated delivery is seen as the same mail. */
export function composeAlert(input: {
  readonly step: FinishStep;
  readonly breached: readonly TargetResult[];
  readonly recipient: string;
}): AlertMail {
  const { step, breached, recipient } = input;
  const key = stepKey(step, `alert/${recipient}`);
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32);
  const figures = breached.map((limit) => `${label(limit.metric)}=${figure(limit.value)}`).join(', ');
  const title = sentenceCase(modelTitles[step.model]);
  const { gate, snapshot } = step;
  const lines = [
    `${title} performance degraded: ${figures}`,
    '',
    ...breached.map(
      (limit) => `  ${label(limit.metric)} is ${figure(limit.value)}; the limit is ${limit.comparison} ${limit.limit}`,
    ),
    '',
    `What happened: ${gate.reason}`,
    endingLine(step),
    '',
    `Run:      ${step.runId}`,
    `Trigger:  ${step.trigger}`,
    `Samples:  ${snapshot.training} for training, ${snapshot.testing} for testing`,
    `Data:     as of ${snapshot.asOf}, snapshot ${snapshot.hash.slice(0, 12)}`,
    ...(step.options.shuffleLabels
      ? ['Note:     the labels of this run were shuffled on purpose, to show that the gate refuses.']
      : []),
    ...step.validation.warnings.map((warning) => `Warning:  ${warning}`),
    '',
    'What to do: look at the data of the last weeks (npx perennial history, npx perennial doctor), then train again:',
    `  npx perennial train ${step.model}`,
    '',
  ];
  return {
    key,
    messageId: `<${digest}@perennial.invalid>`,
    recipient,
    subject: `ML Model Performance Alert: ${title.toLowerCase()} (${figures})`,
    body: lines.join('\n'),
  };
}

function endingLine({ deployed: { outcome, version }, evaluation }: FinishStep): string {
  const champion = evaluation.champion ?? '';
  switch (outcome) {
    case 'deployed':
      return `Version ${version} was deployed.`;
    case 'champion_kept':
      return `The champion ${champion} keeps serving; version ${version} was not deployed.`;
    case 'in_gate':
      return `Version ${version} goes on trial beside the champion ${champion}, which keeps serving.`;
  }
}

const labels: Readonly<Record<string, string>> = { mae: 'MAE', r2: 'R²', accuracy: 'accuracy' };

function label(metric: string): string {
  return labels[metric] ?? metric;
}

function figure(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(2);
}

function sentenceCase(text: string): string {
  return text.charAt(0) + text.slice(1).toLowerCase();
}
