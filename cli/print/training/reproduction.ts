import type { Reproduction } from '../../../contract/reproduction-messages.ts';
import { formatBytes, formatDuration } from '../format.ts';

export function reproductionLines(reproduction: Exclude<Reproduction, { readonly verdict: 'refused' }>): string[] {
  const { runId, verdict, artifact, differingMetrics, byteCount, seconds } = reproduction;
  const took = `${formatBytes(byteCount)}, trained in ${formatDuration(1000 * seconds)}`;
  if (verdict === 'same_bytes')
    return [`OK ${runId}: same bytes (${took}) and the same metrics.`, `   Model: ${artifact.again}`];
  const metrics =
    differingMetrics.length === 0
      ? 'The metrics are the same.'
      : `Metrics that differ: ${differingMetrics.join(', ')}.`;
  return [
    `NO ${runId}: not the same (${took}).`,
    `   Recorded: ${artifact.recorded}`,
    `   Again:    ${artifact.again}`,
    `   ${metrics}`,
  ];
}
