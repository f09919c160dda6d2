import type { SourceRecord, WebhookRecord } from '../../api/ports.ts';
import type { DestinationStatus } from '../../store/destinations/destinations.ts';

/** Ways in and out. */
export type FakeConnections = {
  sources: readonly SourceRecord[];
  webhooks: readonly WebhookRecord[];
  destinations: readonly DestinationStatus[];
  /** What was asked for, as 'pause shop'. */
  commands: string[];
};
