import type { z } from 'zod';
import { PerennialError } from '../../domain/errors.ts';
import { qualityTier, riskLevel } from '../../domain/tiers.ts';
import { dayOf, hourOf } from '../../models/engagement/local-time.ts';
import { rounded } from '../../models/rounded.ts';
import type { ReplyChances } from '../../serving/answers/reply-chances.ts';
import type { Person } from '../../store/crm/people.ts';
import type { PastScore } from '../../store/predictions/score-history.ts';
import {
  erasedPersonSchema,
  eraseRequestSchema,
  peopleQuerySchema,
  peopleSchema,
  personExportSchema,
  type personFieldsSchema,
  personParamsSchema,
  personSchema,
  replyChancesSchema,
  timelineQuerySchema,
  timelineSchema,
} from '../contracts/people.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function peopleOperations({ people }: Pick<Ports, 'people'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/people',
      operationId: 'findPeople',
      tag: 'People',
      summary: 'Find people by name, phone, e-mail or id',
      query: peopleQuerySchema,
      success: { status: 200, description: 'Those whose name begins with the text first.', schema: peopleSchema },
      handle: async ({ query }) => {
        const { rows, next_cursor } = await answerPage('people', query, (page) => people.find(query.q, page));
        const found = rows.map(({ leads, ...person }) => ({
          ...presentPerson(person),
          contact_id: person.contact,
          opted_in: person.optedIn,
          leads: [...leads],
        }));
        return { people: found, next_cursor };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/people/{id}',
      operationId: 'readPerson',
      tag: 'People',
      summary: 'Read what is known of somebody, with their scores over time',
      params: personParamsSchema,
      success: { status: 200, description: 'The person.', schema: personSchema },
      refusals: ['subject_not_found'],
      handle: async ({ params: { id } }) => {
        const known = await people.read(id, new Date());
        if (known === null) throw nobody(id);
        const { person, zone, zoneOfContact, scores } = known;
        return {
          ...presentPerson(person),
          contact_id: person.contact,
          opted_in: person.optedIn,
          leads: [...person.leads],
          country: person.country,
          language: person.language,
          source: person.source,
          known_since: person.createdAt.toISOString(),
          ...presentZone(zone, zoneOfContact),
          scores: scores.map(presentScore),
        };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/people/{id}/timeline',
      operationId: 'readTimeline',
      tag: 'People',
      summary: 'Read what happened with somebody: messages, orders, tickets, campaigns, stages, actions',
      params: personParamsSchema,
      query: timelineQuerySchema,
      success: { status: 200, description: 'A page, newest first.', schema: timelineSchema },
      refusals: ['subject_not_found'],
      handle: async ({ params: { id }, query }) => {
        const before = query.before === undefined ? new Date() : new Date(query.before);
        const { rows, next_cursor } = await answerPage(`timeline of ${id}`, query, async (page) => {
          const found = await people.timeline(id, { before, ...page });
          if (found === null) throw nobody(id);
          return found;
        });
        return {
          entries: rows.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })),
          next_cursor,
          next_before: next_cursor === null ? null : (rows.at(-1)?.at.toISOString() ?? null),
        };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/people/{id}/reply-chances',
      operationId: 'readReplyChances',
      tag: 'People',
      summary: 'Read how likely a reply is in each hour of the coming week',
      params: personParamsSchema,
      success: { status: 200, description: 'By hour, in the time zone that is named.', schema: replyChancesSchema },
      refusals: ['subject_not_found', 'model_not_found'],
      handle: async ({ params: { id } }) => presentChances(await people.replyChances(id, new Date())),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/people/{id}/export',
      operationId: 'exportPerson',
      tag: 'People',
      summary: 'Take out all data of a person, as JSON',
      params: personParamsSchema,
      success: { status: 200, description: 'Everything that is stored of them.', schema: personExportSchema },
      refusals: ['subject_not_found'],
      handle: async ({ params: { id }, act }) => {
        const exported = await people.exportAll(id, act(id));
        if (exported === null) throw nobody(id);
        return { ...exported, tables: exported.tables as z.output<typeof personExportSchema>['tables'] };
      },
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/people/{id}/erase',
      operationId: 'erasePerson',
      tag: 'People',
      summary: 'Erase a person for good, and keep them from coming back',
      params: personParamsSchema,
      body: eraseRequestSchema,
      success: {
        status: 200,
        description: 'What was erased, and where something may be left for a while.',
        schema: erasedPersonSchema,
      },
      refusals: ['subject_not_found', 'invalid_input'],
      handle: async ({ params: { id }, body: { confirm }, act }) => {
        if (confirm !== id) throw unconfirmed();
        const erased = await people.erase(id, act(null));
        if (erased === null) throw nobody(id);
        return { erasure: erased.id, erased: { ...erased.counts }, remains: [...erased.remains] };
      },
    }),
  ];
}

function presentScore({ predictionId, model, subject, value, confidence, version, at }: PastScore) {
  return {
    prediction_id: predictionId,
    model,
    id: subject,
    value,
    ...(model === 'lead_scoring' ? { quality_tier: qualityTier(rounded(value, 1)).name } : {}),
    ...(model === 'churn' ? { risk_level: riskLevel(rounded(value, 2)).name } : {}),
    confidence,
    version,
    scored_at: at.toISOString(),
  };
}

function presentZone(zone: string, zoneOfContact: boolean) {
  return { time_zone: zone, time_zone_of: zoneOfContact ? ('contact' as const) : ('business' as const) };
}

function presentChances({ zone, zoneOfContact, optedIn, version, slots }: ReplyChances) {
  const shown = slots.map(({ at, chance }) => ({
    at: at.toISOString(),
    day: dayOf(at, zone),
    hour: hourOf(at, zone),
    chance,
  }));
  const best = shown.reduce<(typeof shown)[number] | null>(
    (likeliest, each) => (likeliest === null || each.chance > likeliest.chance ? each : likeliest),
    null,
  );
  return {
    ...presentZone(zone, zoneOfContact),
    opted_in: optedIn,
    version,
    slots: shown,
    best: best === null ? null : { day: best.day, hour: best.hour, chance: best.chance },
  };
}

function nobody(id: string): PerennialError {
  return new PerennialError(
    'subject_not_found',
    `There is nobody with the id "${id}".`,
    'Look for them by name: GET /api/v1/people?q=',
    { id },
  );
}

function unconfirmed(): PerennialError {
  return new PerennialError(
    'invalid_input',
    'What confirms the erasure is not the id of the person. Nobody was erased.',
    'Send {"confirm": "<the id in the path>"}.',
    { field: 'confirm' },
  );
}

/** null: nobody knows who it was. */
export function presentPerson(person: Person | null): z.output<typeof personFieldsSchema> {
  return {
    contact_id: person?.contact ?? null,
    name: person?.name ?? null,
    phone: person?.phone ?? null,
    email: person?.email ?? null,
    owner: person?.owner ?? null,
    last_activity_at: person?.lastActivityAt?.toISOString() ?? null,
  };
}
