import { DeliveryFailure } from '../../delivery/delivery-failure.ts';
import { post } from '../../delivery/post.ts';
import { sendWebhook } from '../../delivery/send-webhook.ts';
import { mostLines, slackMessage } from '../../delivery/slack-message.ts';
import { testWriteBack, writeBack } from '../../delivery/write-back.ts';
import { writeCsv, writeTestCsv } from '../../delivery/write-csv.ts';
import { type DestinationSettings, requireUrl } from '../../domain/destinations/destination.ts';
import { testEvent } from '../../domain/destinations/events.ts';
import type { ReadSecret } from '../../domain/secret-reference.ts';
import type { BucketAccess } from '../../store/artifacts/bucket-client.ts';
import { readPeople } from '../../store/crm/people.ts';
import type { Delivery } from '../../store/destinations/deliveries.ts';
import type { Destination } from '../../store/destinations/destinations.ts';
import { type ListDependencies, openList } from './open-list.ts';

/** How a kind of destination is delivered to. */
export type Sender = {
  /** Events that go together. */
  readonly together: number;
  /** Sendings under way at a time. */
  readonly atOnce: number;
  /** @throws DeliveryFailure, or PerennialError for a secret that can't be read */
  send(events: readonly Delivery[], signal: AbortSignal): Promise<void>;
};

export type SenderDependencies = ListDependencies & {
  readonly readSecret: ReadSecret;
  readonly buckets: BucketAccess;
  /** Where people open what a message is about, without a slash at the end. */
  readonly dashboardUrl: string;
};

/** A receiver that is slow holds up few; the same one isn't flooded. */
const webhooksAtOnce = 8;
const slackTogether = 1_000;

export function senderOf(destination: Destination, dependencies: SenderDependencies): Sender {
  const { kind, settings } = destination;
  switch (kind) {
    case 'webhook':
      return webhookSender(settings, dependencies);
    case 'slack':
      return slackSender(settings, dependencies);
    case 'sql':
      return sqlSender(settings, dependencies);
    case 'csv':
      return csvSender(settings, dependencies);
  }
}

function webhookSender(settings: DestinationSettings, { readSecret }: SenderDependencies): Sender {
  return {
    together: 1,
    atOnce: webhooksAtOnce,
    async send([event], signal) {
      const secret = settings.secretFrom === undefined ? '' : readSecret(settings.secretFrom);
      const { allowPrivate = false } = settings;
      await sendWebhook(event, { url: urlOf(settings, readSecret), secret, allowPrivate }, { now: new Date(), signal });
    },
  };
}

function slackSender(
  settings: DestinationSettings,
  { database, readSecret, dashboardUrl }: SenderDependencies,
): Sender {
  return {
    together: slackTogether,
    atOnce: 1,
    async send(events, signal) {
      const contacts = events.slice(0, mostLines).flatMap(({ contact }) => contact ?? []);
      const people = contacts.length === 0 ? new Map() : await readPeople(database, 'churn', contacts);
      await post({
        url: urlOf(settings, readSecret),
        body: JSON.stringify(slackMessage(events, people, dashboardUrl)),
        headers: { 'content-type': 'application/json' },
        allowPrivate: settings.allowPrivate ?? false,
        signal,
      });
    },
  };
}

function sqlSender(settings: DestinationSettings, dependencies: SenderDependencies): Sender {
  const { urlFrom, layout = 'table', table } = settings;
  return {
    together: 1,
    atOnce: 1,
    async send([event], signal) {
      const target = { url: urlFrom === undefined ? '' : dependencies.readSecret(urlFrom), layout, table };
      if (event.type === testEvent) return await testWriteBack(target, signal);
      await writeBack(target, await openList(dependencies, batchOf(event)), signal);
    },
  };
}

function csvSender({ to = '' }: DestinationSettings, dependencies: SenderDependencies): Sender {
  return {
    together: 1,
    atOnce: 1,
    async send([event], signal) {
      const access = { buckets: dependencies.buckets, signal };
      if (event.type === testEvent) return await writeTestCsv(to, access);
      await writeCsv(to, await openList(dependencies, batchOf(event)), access);
    },
  };
}

function batchOf({ data }: Delivery): string {
  return String(data.batch ?? '');
}

function urlOf({ url, urlFrom, allowPrivate = false }: DestinationSettings, readSecret: ReadSecret): URL {
  if (url === undefined && urlFrom === undefined) throw new DeliveryFailure('The destination has no URL.');
  return requireUrl(url ?? (urlFrom === undefined ? '' : readSecret(urlFrom)), allowPrivate);
}
