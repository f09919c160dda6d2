import { z } from 'zod';

const count = z.int().min(0);

export const dataCountsSchema = z
  .object({
    contacts: count,
    leads: count,
    leads_converted: count,
    conversations: count,
    messages: count,
    campaigns: count,
    campaign_events: count,
    purchases: count,
    tickets: count,
  })
  .meta({ id: 'DataCounts', description: 'Rows of the CRM by kind.' });
export type DataCounts = z.infer<typeof dataCountsSchema>;

export const dataSummarySchema = z
  .object({ total: dataCountsSchema, real: dataCountsSchema, synthetic: dataCountsSchema })
  .meta({ id: 'DataSummary', description: 'The data to learn from; synthetic rows come from the simulation.' });
export type DataSummary = z.infer<typeof dataSummarySchema>;
