import { formatCount } from '../format.ts';

/** The guide's phases in order, with the wording of their start and end. */
export const generationPhases = ['contacts', 'conversations', 'messages', 'leads'] as const;
export type GenerationPhase = (typeof generationPhases)[number];

export type GeneratedCounts = {
  readonly contacts: number;
  readonly conversations: number;
  readonly messages: number;
  readonly leads: number;
  readonly leadsConverted: number;
};

export function generationHeading(): string[] {
  return [' SYNTHETIC DATA GENERATOR', ''];
}

/** `planned`: how many will be written. The number of messages follows from the conversations, so it is not announced. */
export function phaseHeading(phase: GenerationPhase, planned: number): string {
  return phase === 'messages'
    ? ' Generating messages for conversations...'
    : ` Generating ${formatCount(planned)} ${phase}...`;
}

export function phaseDone(phase: GenerationPhase, counts: GeneratedCounts): string[] {
  const created = `OK Created ${formatCount(counts[phase])} ${phase}`;
  if (phase !== 'leads') return [created, ''];
  const lost = counts.leads - counts.leadsConverted;
  return [`${created} (${formatCount(counts.leadsConverted)} converted, ${formatCount(lost)} not converted)`, ''];
}

export function generationEnd(): string[] {
  return ['OK DATA GENERATION COMPLETE'];
}
