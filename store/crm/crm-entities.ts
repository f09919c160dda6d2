import { defineEntity, p } from '@mikro-orm/core';

/** The business's own tables as entities (columns are described in migrations/0001-crm.ts). Ids are numbers, foreign keys are ids. */

const identity = () => p.bigint('number').primary().autoincrement();
const optionalText = () => p.text().strictNullable();
const purchaseValue =
  "(case when state = 'refunded' and refunded = 0 and amount > 0 then 0 when state in ('paid', 'refunded') then round((amount - refunded) * rate::numeric, 2) end) stored";
/** The import that added the row; null: none did. */
const importBatch = () => p.bigint('number').strictNullable().name('batch_id');

export const Contact = defineEntity({
  name: 'Contact',
  tableName: 'contacts',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    name: optionalText(),
    phone: optionalText(),
    email: optionalText(),
    country: optionalText(),
    language: optionalText(),
    source: optionalText(),
    timezone: optionalText(),
    optedIn: p.boolean().default(true),
    optedInChangedAt: p.datetime().strictNullable(),
    synthetic: p.boolean().default(false),
    createdAt: p.datetime(),
    batch: importBatch(),
  },
});

export const ContactVersion = defineEntity({
  name: 'ContactVersion',
  tableName: 'contact_versions',
  properties: {
    contact: () => p.manyToOne(Contact).mapToPk().primary(),
    validFrom: p.datetime().primary(),
    name: optionalText(),
    phone: optionalText(),
    email: optionalText(),
    country: optionalText(),
    language: optionalText(),
    source: optionalText(),
    timezone: optionalText(),
    optedIn: p.boolean(),
    dated: p.boolean().default(true),
  },
});

export const Campaign = defineEntity({
  name: 'Campaign',
  tableName: 'campaigns',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    name: p.text(),
    kind: p.text().$type<'promotional' | 'informational' | 'reengagement'>().default('promotional'),
    synthetic: p.boolean().default(false),
    startedAt: p.datetime(),
    batch: importBatch(),
  },
});

export const Lead = defineEntity({
  name: 'Lead',
  tableName: 'leads',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    campaign: () => p.manyToOne(Campaign).mapToPk().strictNullable(),
    source: optionalText(),
    owner: optionalText(),
    stage: p.text().$type<'new' | 'contacted' | 'qualified' | 'proposal' | 'won' | 'lost'>().default('new'),
    stageChangedAt: p.datetime().strictNullable(),
    score: p.double().strictNullable(),
    scoredAt: p.datetime().strictNullable(),
    convertedAt: p.datetime().strictNullable(),
    converted: p.boolean().generated('(converted_at is not null) stored').persist(false),
    orderValue: p.decimal('number').precision(14).scale(2).strictNullable(),
    synthetic: p.boolean().default(false),
    createdAt: p.datetime(),
    batch: importBatch(),
  },
});

export const LeadVersion = defineEntity({
  name: 'LeadVersion',
  tableName: 'lead_versions',
  properties: {
    lead: () => p.manyToOne(Lead).mapToPk().primary(),
    validFrom: p.datetime().primary(),
    stage: p.text(),
    dated: p.boolean().default(true),
    recordedAt: p.datetime().defaultRaw('now()'),
  },
});

export const Conversation = defineEntity({
  name: 'Conversation',
  tableName: 'conversations',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    channel: p.text().default('whatsapp'),
    synthetic: p.boolean().default(false),
    openedAt: p.datetime(),
    closedAt: p.datetime().strictNullable(),
    batch: importBatch(),
  },
});

export const Message = defineEntity({
  name: 'Message',
  tableName: 'messages',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    conversation: () => p.manyToOne(Conversation).mapToPk().strictNullable(),
    campaign: () => p.manyToOne(Campaign).mapToPk().strictNullable(),
    direction: p.text().$type<'inbound' | 'outbound'>(),
    contentType: p.text().$type<'promotional' | 'support' | 'informational'>().default('informational'),
    urgency: p.smallint().default(0),
    text: optionalText(),
    sentiment: p.double().strictNullable(),
    measuredSentiment: p.double().strictNullable(),
    measuredBy: optionalText(),
    synthetic: p.boolean().default(false),
    sentAt: p.datetime(),
    batch: importBatch(),
  },
});

export const CampaignEvent = defineEntity({
  name: 'CampaignEvent',
  tableName: 'campaign_events',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    campaign: () => p.manyToOne(Campaign).mapToPk(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    message: () => p.manyToOne(Message).mapToPk().strictNullable(),
    type: p.text().$type<'sent' | 'delivered' | 'opened' | 'clicked' | 'converted' | 'unsubscribed'>(),
    synthetic: p.boolean().default(false),
    occurredAt: p.datetime(),
    batch: importBatch(),
  },
});

export const Purchase = defineEntity({
  name: 'Purchase',
  tableName: 'purchases',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    lead: () => p.manyToOne(Lead).mapToPk().strictNullable(),
    amount: p.decimal('number').precision(14).scale(2),
    quantity: p.integer().default(1),
    currency: p.text().default('USD'),
    state: p.text().$type<'paid' | 'pending' | 'refunded' | 'voided' | 'failed'>().default('paid'),
    refunded: p.decimal('number').precision(14).scale(2).default(0),
    rate: p.double().strictNullable().default(1),
    value: p.decimal('number').precision(14).scale(2).strictNullable().generated(purchaseValue).persist(false),
    synthetic: p.boolean().default(false),
    purchasedAt: p.datetime(),
    batch: importBatch(),
  },
});

export const SupportTicket = defineEntity({
  name: 'SupportTicket',
  tableName: 'support_tickets',
  properties: {
    id: identity(),
    externalId: p.text().unique(),
    contact: () => p.manyToOne(Contact).mapToPk(),
    category: p.text().$type<'complaint' | 'question' | 'billing' | 'technical'>().default('question'),
    severity: p.smallint().default(1),
    state: p.text().$type<'open' | 'pending' | 'resolved' | 'closed'>().default('open'),
    stateChangedAt: p.datetime().strictNullable(),
    synthetic: p.boolean().default(false),
    openedAt: p.datetime(),
    closedAt: p.datetime().strictNullable(),
    batch: importBatch(),
  },
});

export const SupportTicketVersion = defineEntity({
  name: 'SupportTicketVersion',
  tableName: 'support_ticket_versions',
  properties: {
    ticket: () => p.manyToOne(SupportTicket).mapToPk().primary(),
    validFrom: p.datetime().primary(),
    state: p.text(),
    dated: p.boolean().default(true),
  },
});

/** Columns and meaning: migrations/0024-campaign-counts.ts. The table has no key: several rows of one sum add up. */
const CampaignCount = defineEntity({
  name: 'CampaignCount',
  tableName: 'campaign_counts',
  properties: {
    campaignId: p.bigint('number').primary(),
    span: p.smallint().primary(),
    start: p.datetime().primary(),
    delivered: p.integer(),
    clicked: p.integer(),
  },
});

export const crmEntities = [
  Contact,
  ContactVersion,
  Campaign,
  Lead,
  LeadVersion,
  Conversation,
  Message,
  CampaignEvent,
  CampaignCount,
  Purchase,
  SupportTicket,
  SupportTicketVersion,
] as const;
