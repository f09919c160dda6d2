import type { ModelDefinition } from '../definition.ts';

/**
 * How many labels of today are not in an earlier training set, or differ there: (count). Parameters $1 to $4 as `trainingQuery`, $5
 * text[] of the earlier subjects, $6 double precision[] of their labels, $7 double precision[] of their moments (milliseconds), by which the
 * rows of a subject are told apart where it has several.
 *
 * This counts whatever is new to the model: windows that closed, history that was imported late, outcomes that were corrected. A
 * difference up to half a point counts as equal: labels of converted leads move a little with the business's typical order value. The
 * other models' labels are 0 or 1.
 *
 * @param key by what the earlier subjects are named: their external ids, or ids in the database, as old snapshots have them
 */
export function changedLabelsQuery(definition: ModelDefinition, key: 'external_id' | 'id'): string {
  const named = key === 'id' ? 'subjects.subject_id::text' : 'subjects.subject';
  // moments are stored to the millisecond
  const sameMoment =
    definition.firstSubjectsSql === undefined
      ? ''
      : ' and abs(earlier.moment - extract(epoch from subjects.moment) * 1000) < 1';
  const parameters =
    'parameters as (select $1::timestamptz, $2::double precision, $3::double precision, $4::double precision)';
  return `with ${parameters},
subjects as materialized (${definition.trainingSubjectsSql}),
earlier as materialized (
  select * from unnest($5::text[], $6::double precision[], $7::double precision[]) as seen (subject, label, moment)
)
select count(distinct subjects.subject_id) as count from subjects left join earlier on earlier.subject = ${named}${sameMoment}
where earlier.label is null or abs(earlier.label - subjects.label) >= 0.5`;
}
