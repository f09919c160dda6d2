import type { SentimentProgress } from '../../../contract/sentiment-messages.ts';

export function sentimentLine({ state, version, total, read, measured }: SentimentProgress): string {
  if (state === 'off') return 'Off: PERENNIAL_SENTIMENT=off. What was measured before stays, and is learnt from.';
  if (total === 0) return 'OK Every message that a contact wrote has been looked at.';
  const counts = `${read} of ${total ?? '?'} messages by ${version ?? 'the lexicons'}, ${measured} with a sentiment`;
  return state === 'done' ? `OK Looked at ${counts}` : `At work: ${counts}`;
}
