import {
  Campaign,
  CampaignEvent,
  Contact,
  Conversation,
  Lead,
  Message,
  Purchase,
  SupportTicket,
} from './crm-entities.ts';
import type { Database } from './database.ts';

export type DataCounts = {
  readonly contacts: number;
  readonly leads: number;
  readonly leadsConverted: number;
  readonly conversations: number;
  readonly messages: number;
  readonly campaigns: number;
  readonly campaignEvents: number;
  readonly purchases: number;
  readonly tickets: number;
};

/** Rows in all, and those simulated and those of the business apart. */
export type DataSummary = DataCounts & { readonly synthetic: DataCounts; readonly real: DataCounts };

export async function dataSummary(database: Database): Promise<DataSummary> {
  const synthetic = await count(database, true);
  const real = await count(database, false);
  const names = Object.keys(real) as (keyof DataCounts)[];
  const all = Object.fromEntries(names.map((name) => [name, synthetic[name] + real[name]])) as DataCounts;
  return { ...all, synthetic, real };
}

async function count(database: Database, synthetic: boolean): Promise<DataCounts> {
  const em = database.em();
  return {
    contacts: await em.count(Contact, { synthetic }),
    leads: await em.count(Lead, { synthetic }),
    leadsConverted: await em.count(Lead, { synthetic, converted: true }),
    conversations: await em.count(Conversation, { synthetic }),
    messages: await em.count(Message, { synthetic }),
    campaigns: await em.count(Campaign, { synthetic }),
    campaignEvents: await em.count(CampaignEvent, { synthetic }),
    purchases: await em.count(Purchase, { synthetic }),
    tickets: await em.count(SupportTicket, { synthetic }),
  };
}
