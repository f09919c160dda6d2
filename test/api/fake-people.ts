import type { PersonRecord, Ports } from '../../api/ports.ts';
import { hiddenDays } from '../../domain/work-actions.ts';
import { weekSlots } from '../../models/engagement/local-time.ts';
import { subjectsNotFound } from '../../serving/subjects/subjects.ts';
import type { OpenSession } from '../../store/access/sessions.ts';
import type { WorkAction } from '../../store/actions/work-actions.ts';
import type { PersonFound } from '../../store/crm/people.ts';
import type { Happening } from '../../store/crm/person-history.ts';
import type { PastScore } from '../../store/predictions/score-history.ts';
import type { TokenRecord } from '../../store/tokens.ts';
import { pageOf } from './fake-page.ts';

export const anna: PersonFound = {
  contact: 'c-anna',
  name: 'Anna Berger',
  phone: '+43 660 1234567',
  email: 'anna@example.com',
  owner: 'Max',
  lastActivityAt: new Date('2026-06-01T08:00:00Z'),
  optedIn: true,
  leads: [{ id: 'l-anna', stage: 'qualified', owner: 'Max' }],
};

/** Whoever knows it is let in once. */
export const goodCode = 'a-code-of-a-link';

const happened: Happening[] = [
  {
    at: new Date('2026-06-01T08:00:00Z'),
    kind: 'message_in',
    label: 'informational',
    detail: 'Do you have it in blue?',
  },
  { at: new Date('2026-05-30T09:00:00Z'), kind: 'lead_stage', label: 'qualified', detail: 'l-anna' },
  { at: new Date('2026-05-29T09:00:00Z'), kind: 'purchase', label: 'paid', detail: '49.90 EUR' },
];

const scores: PastScore[] = [71.5, 78.25, 87.3].map((value, day) => ({
  predictionId: '6f1c1f0e-6f1d-4a53-9d5b-0d8f4a3a8a10',
  model: 'lead_scoring',
  subject: 'l-anna',
  value,
  confidence: 0.8,
  version: '2026-05-31.1',
  at: new Date(Date.UTC(2026, 4, 30 + day, 4)),
}));

export type FakePeople = Pick<Ports, 'people' | 'actions' | 'access' | 'businessTimezone'> & {
  readonly kept: WorkAction[];
};

/** Anna, and whoever else a test adds, in plain memory. */
export function fakePeople(others: readonly PersonFound[] = []): FakePeople {
  const everybody = [anna, ...others];
  const kept: WorkAction[] = [];
  const sessions = new Map<string, OpenSession>();
  const tokens: TokenRecord[] = [];
  const used = new Set<string>();
  const known = (contact: string) => everybody.find((person) => person.contact === contact);
  return {
    kept,
    businessTimezone: 'Europe/Vienna',
    people: {
      find: async (text, page) =>
        pageOf(
          everybody.filter(({ name }) => name?.toLowerCase().includes(text.toLowerCase())),
          page,
        ),
      async read(contact): Promise<PersonRecord | null> {
        const person = known(contact);
        if (person === undefined) return null;
        const details = {
          key: 1,
          country: 'AT',
          language: 'de',
          source: 'web',
          createdAt: new Date('2025-11-02T00:00:00Z'),
        };
        return { person: { ...person, ...details }, zone: 'Europe/Vienna', zoneOfContact: true, scores };
      },
      exportAll: async (contact) =>
        known(contact) === undefined
          ? null
          : {
              exported_at: '2026-06-02T00:00:00.000Z',
              contact_id: contact,
              tables: { contacts: [{ name: 'Anna Berger' }] },
            },
      async erase(contact) {
        const at = everybody.findIndex((person) => person.contact === contact);
        if (at < 0) return null;
        everybody.splice(at, 1);
        const remains = [{ where: "Temporal's histories, which may hold ids", until: '2026-06-05' }];
        return { id: '6f1c1f0e-6f1d-4a53-9d5b-0d8f4a3a8a11', counts: { contacts: 1, messages: 12 }, remains };
      },
      timeline: async (contact, { before, ...page }) =>
        known(contact) === undefined
          ? null
          : pageOf(
              happened.filter(({ at }) => at < before),
              page,
            ),
      async replyChances(contact, now) {
        if (known(contact) === undefined) throw subjectsNotFound('engagement', [contact]);
        const slots = weekSlots(now, 'Europe/Vienna').map((at, place) => ({ at, chance: ((place * 37) % 100) / 100 }));
        return { zone: 'Europe/Vienna', zoneOfContact: true, optedIn: true, version: '2026-05-31.1', slots };
      },
      owners: async () => ['Max', 'Sofia'],
    },
    actions: {
      async record(action) {
        const days = hiddenDays[action.kind];
        const hiddenUntil = days === null ? null : new Date(Date.now() + days * 86_400_000);
        const made = { ...action, id: kept.length + 1, hiddenUntil };
        kept.push(made);
        return made;
      },
      async undo(id) {
        const at = kept.findIndex((action) => action.id === id);
        return at === -1 ? null : (kept.splice(at, 1)[0] ?? null);
      },
      answersSinceTraining: async () => kept.filter(({ kind }) => kind === 'won' || kind === 'lost').length,
    },
    access: {
      async redeemCode(code) {
        if (code !== goodCode || used.has(code)) return null;
        used.add(code);
        return { person: 'Max', role: 'admin' };
      },
      async createSession({ person, role }) {
        const id = `id${sessions.size}`;
        const session = `${id}.secret-of-${person}`;
        sessions.set(session, { id, person, role });
        return session;
      },
      verifySession: async (session) => sessions.get(session) ?? null,
      endSession: async (session) => void sessions.delete(session),
      async createToken({ label, role, expiresAt = null }) {
        const id = `token${tokens.length + 1}`;
        tokens.push({ id, label, role, expiresAt, createdAt: new Date(), revokedAt: null, lastUsedAt: null });
        return `${id}.secret`;
      },
      tokens: async (page) => pageOf(tokens, page),
      async revokeToken(id) {
        const at = tokens.findIndex((token) => token.id === id);
        const known = tokens[at];
        if (known === undefined) return null;
        tokens[at] = { ...known, revokedAt: known.revokedAt ?? new Date() };
        return tokens[at] ?? null;
      },
      audit: async (_filter, page) => pageOf([], page),
    },
  };
}
