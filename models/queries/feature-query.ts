import { attributeSql } from '../attributes/attribute-query.ts';
import { comingOf, windowName } from '../clock.ts';
import type { Feature, ModelDefinition, ServingSubjects } from '../definition.ts';
import { engagement } from '../engagement/definition.ts';
import { zoneOfBusiness, zoneOfContact } from '../engagement/history.ts';
import { plannedMessageSubjects } from '../engagement/subjects.ts';
import { weekHistory, weekSlotsByZone, weekSubjects } from '../engagement/week.ts';
import { currentFeatures } from '../features.ts';
import { optedIn, profileHistory } from '../history/profile.ts';
import { reactionHistory } from '../history/reactions.ts';

/**
 * The rows that a model learns from and predicts for: subject_id, contact (external id, the key of holdout and folds), moment,
 * label, synthetic, then one double precision column per feature that is asked for (those of new trainings by default), by its name. Where
 * attributes are asked for by name, their texts as of the moment are in one more column, `attributes`.
 */

/**
 * Also with `subject`, its external id, by which, and by the moment, the rows are ordered: the same business gives the same rows in any database, whatever
 * ids it has there. Parameters $1 as-of, $2 horizon in days, $3 window in days, $4 population filter in days.
 */
export function trainingQuery(
  definition: ModelDefinition,
  features: readonly Feature[] = currentFeatures(definition),
  attributes: readonly string[] = [],
): string {
  // A CTE that nothing reads isn't run; it gives every parameter a type, whichever of them the model uses.
  const parameters =
    'parameters as (select $1::timestamptz, $2::double precision, $3::double precision, $4::double precision)';
  return `with ${parameters},
${featureRows(definition, features, definition.trainingSubjectsSql, { historySql: definition.historySql, more: ['s.subject'], attributes })}
order by s.subject collate "C", s.moment`;
}

/**
 * Ordered by subject_id. Parameters $1 now, $2 bigint[] of subject ids.
 *
 * @param clock true: also the facts by which the answer holds (`../clock.ts`).
 */
export function servingQuery(
  definition: ModelDefinition,
  features: readonly Feature[] = currentFeatures(definition),
  attributes: readonly string[] = [],
  clock = false,
): string {
  const parameters = 'parameters as (select $1::timestamptz, $2::bigint[])';
  const subjectsSql = servingSubjects(definition, features).byKey;
  return `with ${parameters},
${featureRows(definition, features, subjectsSql, { ...withClock(definition, clock), attributes })}
order by s.subject_id`;
}

/**
 * The same rows of subjects named by their external ids, each with `subject`, which that is, and `wants_messages`: whether its contact
 * wants any now, whatever moment the features are of. Parameters $1 now, $2 text[] of external ids. In no order.
 */
export function namedQuery(
  definition: ModelDefinition,
  features: readonly Feature[] = currentFeatures(definition),
  attributes: readonly string[] = [],
): string {
  const isOfNow = !isServedAsOfFirst(definition, features);
  const wishes = isOfNow ? currentWish : `(${wishNow})`;
  const more = ['s.subject', `${wishes} as wants_messages`];
  const subjectsSql = servingSubjects(definition, features).named;
  return `with parameters as (select $1::timestamptz, $2::text[]),
${featureRows(definition, features, subjectsSql, { historySql: servingHistory(definition), more, attributes })}`;
}

function servingSubjects(definition: ModelDefinition, features: readonly Feature[]): ServingSubjects {
  const { firstServing, servingSubjects: now } = definition;
  return firstServing !== undefined && isServedAsOfFirst(definition, features) ? firstServing.subjects : now;
}

function isServedAsOfFirst({ firstServing }: ModelDefinition, features: readonly Feature[]): boolean {
  return firstServing !== undefined && !features.some(({ name }) => name === firstServing.unlessRead);
}

function servingHistory({ historySql, servingHistorySql = historySql }: ModelDefinition): string {
  return servingHistorySql;
}

/** Whether a version with these features is served as of now. One that is served as of an earlier moment isn't moved by the clock as others are. */
export function isServedAsOfNow(definition: ModelDefinition, features: readonly Feature[]): boolean {
  return !isServedAsOfFirst(definition, features);
}

/** The history, and where it is asked for the columns `clock_<fact>` and those of `coming`. */
function withClock(definition: ModelDefinition, clock: boolean): { historySql: string; more: readonly string[] } {
  const historySql = servingHistory(definition);
  if (!clock) return { historySql, more: [] };
  const { facts, windows } = definition.clock;
  const ofFacts = Object.entries(facts).map(([name, sql]) => `(${sql})::double precision as clock_${name}`);
  const ofWindows = [...windows.map(windowName), 'settling'].map((name) => `coming.${name} as coming_${name}`);
  return { historySql: `${historySql}${comingOf(windows)}`, more: [...ofFacts, ...ofWindows] };
}

/** Of the contact `c`, by the joins of a history. Before it has a version, the row itself says it. */
const currentWish = `coalesce(${optedIn}, c.opted_in)`;

/** The same as of $1, wherever the moment of `s` lies. */
const wishNow = `select ${currentWish} from (select s.contact_id, $1 as moment) as s${profileHistory}${reactionHistory}`;

/**
 * Planned messages for contacts and times; parameters $1 to $8 as `plannedMessageSubjects` says. Also what must be known of a contact
 * before advising anything: `wants_messages`, `zone` and `zone_of_contact` as of the moment, and whether the message's campaign is unknown.
 */
export function engagementPlanQuery(
  definition: ModelDefinition = engagement,
  features: readonly Feature[] = currentFeatures(definition),
  attributes: readonly string[] = [],
  clock = false,
): string {
  const parameters = `parameters as (
  select $1::text[], $2::timestamptz[], $3::timestamptz[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::smallint[]
)`;
  const timed = withClock(definition, clock);
  const more = [
    ...timed.more,
    's.unknown_campaign',
    `${currentWish} as wants_messages`,
    'place.zone',
    `${zoneOfContact} is not null as zone_of_contact`,
  ];
  return `with ${parameters},
${featureRows(definition, features, plannedMessageSubjects, { historySql: timed.historySql, more, attributes })}
order by s.subject_id`;
}

/**
 * The features of the hour and the day alone, for the waking hours and the days of contacts' next 168 hours: (contact, follows: hour or
 * day, which of them, then the features). They don't depend on the message. Parameters $1 now, $2 text[] of external ids.
 */
export function engagementTimesQuery(features: readonly Feature[]): string {
  const moving = features.filter(({ follows }) => follows !== undefined);
  return `with parameters as (select $1::timestamptz, $2::text[]),
subjects as materialized (${weekSubjects}),${weekSlotsByZone}
select ${['s.contact', 'planned.follows', 'planned.which', ...moving.map(column)].join(',\n  ')}
from subjects as s${weekHistory}`;
}

/**
 * What must be known of contacts before advising anything: (contact, opted_in, zone, zone_of_contact). Parameters $1 now, $2 text[] of
 * external ids.
 */
export function recipientsQuery(): string {
  return `with subjects as materialized (
  select c.id as contact_id, $1::timestamptz as moment from contacts as c where c.external_id = any($2::text[])
)
select c.external_id as contact, ${currentWish} as opted_in,
  coalesce(${zoneOfContact}, ${zoneOfBusiness}) as zone, ${zoneOfContact} is not null as zone_of_contact
from subjects as s
join contacts as c on c.id = s.contact_id${profileHistory}${reactionHistory}
order by s.contact_id`;
}

/** Subjects worth predicting now, best known first: (subject_id). Parameters $1 now, $2 limit, $3 days after which an idle lead isn't listed. */
export function eligibleQuery(definition: ModelDefinition): string {
  return `with parameters as (select $1::timestamptz, $2::bigint, $3::double precision)${definition.eligibleSubjectsSql}`;
}

/** Those of them who belong to some contacts: $4 bigint[] of their ids. */
export function eligibleAmongQuery(definition: ModelDefinition): string {
  return `with parameters as (select $1::timestamptz, $2::bigint, $3::double precision, $4::bigint[])${definition.eligibleAmongSql}`;
}

/** Continues a WITH clause. Materialized: the planner then joins history to subjects once, whatever selects them. */
function featureRows(
  { subject }: ModelDefinition,
  features: readonly Feature[],
  subjectsSql: string,
  {
    historySql,
    more = [],
    attributes,
  }: { readonly historySql: string; readonly more?: readonly string[]; readonly attributes: readonly string[] },
): string {
  const texts = attributeSql(subject, attributes);
  const keys = 's.subject_id, c.external_id as contact, s.moment, s.label, s.synthetic';
  return `subjects as materialized (${subjectsSql})
select ${[keys, ...more, ...features.map(column), ...(texts === null ? [] : [texts.column])].join(',\n  ')}
from subjects as s
join contacts as c on c.id = s.contact_id
${historySql}${texts?.joins ?? ''}`;
}

/** Rounded to six decimals, so that the last bits of floating point numbers, which a plan may change, make no difference (see `exactSum`). */
function column(feature: Feature): string {
  return `round((${feature.sql})::double precision * 1000000) / 1000000 as ${feature.name}`;
}
