import { entityManager, type Session } from '../database/database.ts';
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

/** Counts of all rows, and separately of simulated rows and the business's own. */
export type DataSummary = DataCounts & { readonly synthetic: DataCounts; readonly real: DataCounts };

export async function dataSummary(session: Session): Promise<DataSummary> {
  const synthetic = await count(session, true);
  const real = await count(session, false);
  const names = Object.keys(real) as (keyof DataCounts)[];
  const all = Object.fromEntries(names.map((name) => [name, synthetic[name] + real[name]])) as DataCounts;
  return { ...all, synthetic, real };
}

async function count(session: Session, synthetic: boolean): Promise<DataCounts> {
  const em = entityManager(session);
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
