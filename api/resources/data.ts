import type { ModelReadiness as FoundReadiness } from '../../control/data-readiness.ts';
import type { DataCounts as StoredCounts } from '../../store/crm/data-summary.ts';
import { type DataCounts, dataReadinessSchema, dataSummarySchema, type ModelReadiness } from '../contracts/data.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function dataOperations({ records, readiness }: Pick<Ports, 'records' | 'readiness'>): Operation[] {
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
        const waiting = await records.waiting();
        return {
          ...{ total: presentCounts(total), real: presentCounts(real), synthetic: presentCounts(synthetic) },
          waiting: waiting.map(({ oldest, ...rows }) => ({ ...rows, oldest_parked_at: oldest?.toISOString() ?? null })),
        };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/data/readiness',
      operationId: 'readDataReadiness',
      tag: 'Data',
      summary: 'Check whether each model has enough to learn from, and what looks wrong',
      success: { status: 200, description: 'Every check of every model.', schema: dataReadinessSchema },
      handle: async () => {
        const { measuredAt, models } = await readiness();
        return { measured_at: measuredAt.toISOString(), models: models.map(presentReadiness) };
      },
    }),
  ];
}

function presentReadiness({
  model,
  ready,
  asOf,
  samples,
  rows,
  profiled,
  findings,
  features,
  attributes: { leftOut, ...attributes },
}: FoundReadiness): ModelReadiness {
  return {
    ...{ model, ready, as_of: asOf.toISOString(), samples, rows, profiled_rows: profiled },
    checks: findings.map(({ check, status, message, value, limit, missing = null, remedy = null }) => ({
      ...{ check, status, message, value, limit, missing, remedy },
    })),
    features: features.map(({ nullShare, ...figures }) => ({ null_share: nullShare, ...figures })),
    attributes: {
      used: [...attributes.used],
      left_out: [...leftOut],
      suspects: [...attributes.suspects],
      off: attributes.off,
    },
  };
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
