import type { ModelName } from '../../domain/models.ts';

/** Outcomes of the unit of `exposed` that were posted as conversions. One that says 'not converted' takes none back, so it is not read. */
export function postedConversions(model: ModelName): string {
  return `outcomes as o where o.model = '${model}' and o.subject = exposed.unit and o.converted`;
}
