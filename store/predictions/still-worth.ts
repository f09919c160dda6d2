import type { ModelName } from '../../domain/models.ts';

/** Joins a prediction's subject (`predictions as p`) if it is still worth calling or writing to. */
export const stillWorth: Readonly<Record<ModelName, string>> = {
  lead_scoring: `join leads as l on l.external_id = p.subject and l.stage not in ('won', 'lost') and l.converted_at is null
    join contacts as c on c.id = l.contact_id`,
  churn: 'join contacts as c on c.external_id = p.subject',
  engagement: `join contacts as c on c.external_id = p.subject and c.opted_in and not exists (
      select from campaign_events as e where e.contact_id = c.id and e.type = 'unsubscribed')`,
};
