import type { ModelDefinition } from '../definition.ts';

/**
 * How many labels of today are not in an earlier training set, or differ there: (count). Parameters $1 to $4 as `trainingQuery`, $5
 * text[] of the earlier subjects, $6 double precision[] of their labels.
 *
 * This counts whatever is new to the model: windows that closed, history that was imported late, outcomes that were corrected. A
 * difference up to half a point counts as equal: labels of converted leads move a little with the business's typical order value. The
 * other models' labels are 0 or 1.
 *
 * @param key by what the earlier subjects are named: their external ids, or ids in the database, as old snapshots have them
 */
export function changedLabelsQuery(definition: ModelDefinition, key: 'external_id' | 'id'): string {
  const named = key === 'id' ? 'subjects.subject_id::text' : 'subjects.subject';
  const parameters =
    'parameters as (select $1::timestamptz, $2::double precision, $3::double precision, $4::double precision)';
  return `with ${parameters},
subjects as materialized (${definition.trainingSubjectsSql}),
earlier as materialized (select * from unnest($5::text[], $6::double precision[]) as seen (subject, label))
select count(*) as count from subjects left join earlier on earlier.subject = ${named}
where earlier.label is null or abs(earlier.label - subjects.label) >= 0.5`;
}
