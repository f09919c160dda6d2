import type { ModelClock, Move } from '../clock.ts';
import { hoursSinceInbound, talkHours } from '../history/talk.ts';

export const week = 168;

export const engagementClock: ModelClock = {
  windows: [week, talkHours],
  facts: { inbound_hours: hoursSinceInbound },
};

/** Whoever wrote within 24 hours is in conversation until they are over. */
export const untilConversationEnds: Move = (value, { days, fact }) =>
  value === 0 || fact('inbound_hours') + 24 * days < 24 ? [value, value] : [0, 1];
