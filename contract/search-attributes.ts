import { defineSearchAttributeKey } from '@temporalio/common';

/** The attributes by which an operator filters in the Temporal Web UI. Registered with the server before the first run. */
export const searchAttributes = {
  model: defineSearchAttributeKey('PerennialModel', 'KEYWORD'),
  stage: defineSearchAttributeKey('PerennialStage', 'KEYWORD'),
  trigger: defineSearchAttributeKey('PerennialTrigger', 'KEYWORD'),
} as const;
