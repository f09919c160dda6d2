import type { ModelName } from '../../domain/models.ts';

/** Conversions that were posted for the unit of `exposed`. A posted 'not converted' takes nothing back, so it is not read. */
export function postedConversions(model: ModelName): string {
  return `outcomes as o where o.model = '${model}' and o.subject = exposed.unit and o.converted`;
}
