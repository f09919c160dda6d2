import { csvText } from '../../../domain/csv-text.ts';
import type { Prediction } from '../../../models/output.ts';
import { personFields } from '../../person-fields.ts';
import type { People } from './predictions.ts';

/** Separates several texts in one cell. */
const between = '; ';

/** RFC 4180 lines with all fields of the output; nested ones by their path (`factors.positive`). */
export function predictionCsv(predictions: readonly Prediction[], people: People): string {
  const records = predictions.map(({ id, output }) => ({
    id,
    ...flatten(personFields(people.get(id))),
    ...flatten(output),
  }));
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return csvText([
    columns,
    ...records.map((record) => columns.map((name) => (record as Record<string, string>)[name] ?? '')),
  ]);
}

function flatten(value: object, prefix = ''): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, field] of Object.entries(value)) {
    if (Array.isArray(field)) fields[prefix + name] = field.join(between);
    else if (typeof field === 'object' && field !== null) Object.assign(fields, flatten(field, `${prefix}${name}.`));
    else fields[prefix + name] = field === null || field === undefined ? '' : String(field);
  }
  return fields;
}
