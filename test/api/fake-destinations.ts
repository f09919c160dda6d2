import type { DestinationControl } from '../../control/destinations.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { Delivery } from '../../store/destinations/deliveries.ts';
import type { DestinationStatus } from '../../store/destinations/destinations.ts';
import type { FakeConnections } from './fake-connections.ts';
import { pageOf } from './fake-page.ts';

const moment = new Date('2026-11-22T10:00:00Z');

export const destination: DestinationStatus = {
  ...{ id: 'b7a8', name: 'crm', kind: 'webhook', state: 'active', note: null, failures: 3, heldUntil: moment },
  settings: { url: 'https://crm.example.com/hooks/perennial', secretFrom: { env: 'CRM_WEBHOOK_SECRET' } },
  events: ['lead.became_hot', 'contact.at_risk', 'score.changed'],
  ...{ scoreChange: 10, failingSince: moment, createdAt: moment, waiting: 12, parked: 2, delivered: 1_204 },
  ...{ lastDeliveredAt: moment, lastError: 'crm.example.com answered 500.' },
};

export const parkedEvent: Delivery = {
  ...{ id: '0b7e52d0-9f0f-4f57-b6de-0b1f2f6e7c11', type: 'lead.became_hot', subject: 'lead/l-4711', sequence: 3 },
  ...{ contact: 'c-17', data: {}, happenedAt: moment, state: 'parked', since: moment, attempts: 19 },
  ...{ lastError: 'crm.example.com answered 500.', endedAt: moment },
};

/** Destinations that stay as they are. @param reach throws where the database is away. */
export function fakeDestinations(
  reach: <T>(answer: () => T) => Promise<T>,
  world: FakeConnections,
): DestinationControl {
  const known = <T>(name: string, answer: T, command?: string) =>
    reach(() => {
      if (command !== undefined) world.commands.push(`${command} ${name}`);
      if (name === destination.name) return answer;
      throw new PerennialError('not_found', `There is no destination "${name}".`, 'Add one first.', { name });
    });
  return {
    list: () => reach(() => world.destinations),
    read: (name) => known(name, { destination, parked: [parkedEvent] }),
    parked: (name, page) => known(name, pageOf([parkedEvent], page)),
    add: ({ name }) => reach(() => ({ ...destination, name })),
    test: (name) => known(name, { event: parkedEvent.id, state: 'delivered', error: null }, 'test'),
    pause: (name) => known(name, { ...destination, state: 'paused' }, 'pause'),
    resume: (name) => known(name, destination, 'resume'),
    replay: (name) => known(name, 2, 'replay'),
    remove: (name) => known(name, destination),
  };
}
