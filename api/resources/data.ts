import type { DataCounts as StoredCounts } from '../../store/crm/data-summary.ts';
import { type DataCounts, dataSummarySchema } from '../contracts/data.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function dataOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/data',
      operationId: 'readDataSummary',
      tag: 'Data',
      summary: 'Count what there is to learn from',
      success: { status: 200, description: 'Rows by kind.', schema: dataSummarySchema },
      handle: async () => {
        const { total, real, synthetic } = await records.data();
        return { total: presentCounts(total), real: presentCounts(real), synthetic: presentCounts(synthetic) };
      },
    }),
  ];
}

function presentCounts(counts: StoredCounts): DataCounts {
  return {
    contacts: counts.contacts,
    leads: counts.leads,
    leads_converted: counts.leadsConverted,
    conversations: counts.conversations,
    messages: counts.messages,
    campaigns: counts.campaigns,
    campaign_events: counts.campaignEvents,
    purchases: counts.purchases,
    tickets: counts.tickets,
  };
}
