import type { DestinationSettings } from '../../domain/destinations/destination.ts';
import type { Delivery } from '../../store/destinations/deliveries.ts';
import type { DestinationStatus } from '../../store/destinations/destinations.ts';
import {
  type DestinationAnswer,
  destinationDetailsSchema,
  destinationParamsSchema,
  destinationSchema,
  destinationsSchema,
  documentedDestinationSchema,
  newDestinationSchema,
  parkedQuerySchema,
  parkedSchema,
  pauseSchema,
  replayedSchema,
  replaySchema,
  triedSchema,
} from '../contracts/destinations.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const one = '/api/v1/destinations/{name}';

export function destinationOperations({ destinations }: Pick<Ports, 'destinations'>): Operation[] {
  const shared = { tag: 'Destinations', params: destinationParamsSchema, refusals: ['not_found'] } as const;
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/destinations',
      operationId: 'listDestinations',
      tag: 'Destinations',
      summary: 'List where events and lists go, and how deliveries are',
      success: { status: 200, description: 'All destinations.', schema: destinationsSchema },
      handle: async () => ({ destinations: (await destinations.list()).map(present) }),
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/destinations',
      operationId: 'addDestination',
      tag: 'Destinations',
      summary: 'Send events or lists to another system from now on',
      body: newDestinationSchema,
      documentedBody: documentedDestinationSchema,
      success: { status: 201, description: 'Added. Try it.', schema: destinationSchema },
      handle: async ({ body }) => {
        const { name, kind, events, score_change, url_from, secret_from, allow_private, ...same } = body;
        const settings = givenOnly({
          ...same,
          urlFrom: url_from,
          secretFrom: secret_from,
          allowPrivate: allow_private,
        });
        return present(await destinations.add({ name, kind, settings, events, scoreChange: score_change }));
      },
    }),
    defineOperation({
      ...shared,
      method: 'get',
      path: one,
      operationId: 'getDestination',
      summary: 'Read a destination, with the events that it did not take',
      success: { status: 200, description: 'The destination.', schema: destinationDetailsSchema },
      handle: async ({ params }) => {
        const { destination, parked } = await destinations.read(params.name);
        return { ...present(destination), parked_events: parked.map(presentParked) };
      },
    }),
    defineOperation({
      ...shared,
      method: 'get',
      path: `${one}/parked`,
      operationId: 'listParkedEvents',
      summary: 'List the events that a destination did not take',
      query: parkedQuerySchema,
      success: { status: 200, description: 'A page, the latest first.', schema: parkedSchema },
      handle: async ({ params: { name }, query }) => {
        const { rows, next_cursor } = await answerPage(`parked for ${name}`, query, (page) =>
          destinations.parked(name, page),
        );
        return { parked_events: rows.map(presentParked), next_cursor };
      },
    }),
    defineOperation({
      ...shared,
      method: 'post',
      path: `${one}/test`,
      operationId: 'testDestination',
      summary: 'Send a test the way that events go, and wait for its result',
      success: { status: 200, description: 'What became of it.', schema: triedSchema },
      handle: ({ params }) => destinations.test(params.name),
    }),
    defineOperation({
      ...shared,
      method: 'post',
      path: `${one}/pause`,
      operationId: 'pauseDestination',
      summary: 'Deliver nothing until it is resumed; what it wants is kept',
      body: pauseSchema,
      success: { status: 200, description: 'The destination after it.', schema: destinationSchema },
      handle: async ({ params, body }) => present(await destinations.pause(params.name, body.reason ?? null)),
    }),
    defineOperation({
      ...shared,
      method: 'post',
      path: `${one}/resume`,
      operationId: 'resumeDestination',
      summary: 'Deliver again, what was kept first',
      success: { status: 200, description: 'The destination after it.', schema: destinationSchema },
      handle: async ({ params }) => present(await destinations.resume(params.name)),
    }),
    defineOperation({
      ...shared,
      method: 'post',
      path: `${one}/replay`,
      operationId: 'replayDestination',
      summary: 'Deliver what is parked, under the same ids',
      body: replaySchema,
      success: { status: 200, description: 'How many wait again.', schema: replayedSchema },
      handle: async ({ params, body }) => ({ replayed: await destinations.replay(params.name, body.event) }),
    }),
    defineOperation({
      ...shared,
      method: 'post',
      path: `${one}/remove`,
      operationId: 'removeDestination',
      summary: 'Remove a destination, with all that waits for it',
      success: { status: 200, description: 'As it was.', schema: destinationSchema },
      handle: async ({ params }) => present(await destinations.remove(params.name)),
    }),
  ];
}

/** Without what was not given. */
function givenOnly(settings: { readonly [Key in keyof DestinationSettings]: DestinationSettings[Key] | undefined }) {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as DestinationSettings;
}

function present(destination: DestinationStatus): DestinationAnswer {
  const { name, kind, settings, events, scoreChange, state, note, waiting, parked, delivered, lastError } = destination;
  const { urlFrom, secretFrom, allowPrivate, ...same } = settings;
  return {
    name,
    kind,
    ...same,
    ...(urlFrom && { url_from: urlFrom }),
    ...(secretFrom && { secret_from: secretFrom }),
    ...(allowPrivate !== undefined && { allow_private: allowPrivate }),
    events: [...events],
    score_change: scoreChange,
    state,
    note,
    waiting,
    parked,
    delivered,
    last_delivered_at: destination.lastDeliveredAt?.toISOString() ?? null,
    last_error: lastError,
    failing_since: destination.failingSince?.toISOString() ?? null,
    created_at: destination.createdAt.toISOString(),
  };
}

function presentParked({ id, type, subject, sequence, happenedAt, attempts, lastError, endedAt }: Delivery) {
  return {
    id,
    type,
    subject,
    sequence,
    happened_at: happenedAt.toISOString(),
    attempts,
    last_error: lastError,
    parked_at: endedAt?.toISOString() ?? null,
  };
}
