import { PerennialError } from '../errors.ts';
import type { SecretReference } from '../secret-reference.ts';
import { suggestion } from '../suggestion.ts';
import { listEvents, type OutgoingEventType, outgoingEventTypes, usualEvents, usualScoreChange } from './events.ts';

export const destinationKinds = ['webhook', 'slack', 'sql', 'csv'] as const;
export type DestinationKind = (typeof destinationKinds)[number];

/** active: it is delivered to. paused: what it wants is kept for it until somebody resumes it. */
export const destinationStates = ['active', 'paused'] as const;
export type DestinationState = (typeof destinationStates)[number];

/** `layout` of `sql`: the attributes of Chatwoot's contacts, or a table of one's own. */
export const sqlLayouts = ['chatwoot', 'table'] as const;
export type SqlLayout = (typeof sqlLayouts)[number];

export type DestinationSettings = {
  /** webhook: in plain, or by reference. */
  readonly url?: string;
  readonly urlFrom?: SecretReference;
  /** webhook: with which it is signed. */
  readonly secretFrom?: SecretReference;
  /** webhook, slack: may be in a private network, and without TLS. */
  readonly allowPrivate?: boolean;
  readonly layout?: SqlLayout;
  /** sql: `scores` or `crm.scores`. */
  readonly table?: string;
  /** csv: an absolute folder, or `s3://bucket/path`. */
  readonly to?: string;
};

export type NewDestination = {
  readonly name: string;
  readonly kind: DestinationKind;
  readonly settings: DestinationSettings;
  readonly events: readonly OutgoingEventType[];
  /** Points of 100 by which a score must move for `score.changed`. */
  readonly scoreChange: number;
};

export type GivenDestination = {
  readonly name: string;
  readonly kind: DestinationKind;
  readonly settings: DestinationSettings;
  readonly events?: readonly OutgoingEventType[] | undefined;
  readonly scoreChange?: number | undefined;
};

export const destinationName = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const tableName = /^[A-Za-z_][A-Za-z0-9_$]{0,62}(\.[A-Za-z_][A-Za-z0-9_$]{0,62})?$/;
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const absolutePath = /^(\/|[A-Za-z]:[\\/])[^\0]*$/;
/** An absolute folder, or a bucket. */
export const place = /^((\/|[A-Za-z]:[\\/])[^\0]*|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]*)?)$/;

/** What belongs to each kind; a setting that isn't named here is refused. */
const settingsOf: Readonly<
  Record<
    DestinationKind,
    { readonly needs: readonly (keyof DestinationSettings)[]; readonly takes: readonly (keyof DestinationSettings)[] }
  >
> = {
  webhook: { needs: ['secretFrom'], takes: ['url', 'urlFrom', 'secretFrom', 'allowPrivate'] },
  slack: { needs: ['urlFrom'], takes: ['urlFrom', 'allowPrivate'] },
  sql: { needs: ['urlFrom', 'layout'], takes: ['urlFrom', 'layout', 'table'] },
  csv: { needs: ['to'], takes: ['to'] },
};

const wordsOf: Readonly<Record<keyof DestinationSettings, string>> = {
  url: 'a URL',
  urlFrom: 'the variable or file that holds its URL',
  secretFrom: 'the variable or file that holds the secret with which it is signed',
  allowPrivate: 'whether private addresses are allowed',
  layout: `a layout (${sqlLayouts.join(', ')})`,
  table: 'a table',
  to: 'a folder or bucket',
};

/** What is missing or contradicts itself is refused before anything is stored. @throws PerennialError `invalid_input` */
export function requireDestination(given: GivenDestination): NewDestination {
  const { name, kind, settings, scoreChange = usualScoreChange } = given;
  if (!destinationName.test(name))
    throw refuse(`"${name}" can't be a destination's name.`, 'Use up to 63 small letters, digits, - and _.');
  requireSettings(kind, settings);
  const lists = kind === 'sql' || kind === 'csv';
  const events = given.events ?? (lists ? listEvents : usualEvents);
  for (const event of events)
    if (!outgoingEventTypes.includes(event))
      throw refuse(
        `There is no event ${event}.`,
        `Use ${outgoingEventTypes.join(', ')}.${suggestion(event, outgoingEventTypes)}`,
      );
  if (lists && events.some((event) => !listEvents.includes(event)))
    throw refuse(`A destination of the kind ${kind} is told of ${listEvents.join()} only.`, 'Leave its events out.');
  if (events.length === 0) throw refuse('It wants no event.', `Name some of ${outgoingEventTypes.join(', ')}.`);
  if (!(scoreChange > 0 && scoreChange <= 100))
    throw refuse(`A score can't change by ${scoreChange} points.`, 'Use points from above 0 to 100.');
  return { name, kind, settings, events: [...new Set(events)], scoreChange };
}

function requireSettings(kind: DestinationKind, settings: DestinationSettings): void {
  const { needs, takes } = settingsOf[kind];
  const given = (Object.keys(settings) as (keyof DestinationSettings)[]).filter((key) => settings[key] !== undefined);
  const missing = needs.find((key) => !given.includes(key));
  if (missing !== undefined)
    throw refuse(`A destination of the kind ${kind} needs ${wordsOf[missing]}.`, 'docs/destinations.md shows one.');
  const odd = given.find((key) => !takes.includes(key));
  if (odd !== undefined)
    throw refuse(`A destination of the kind ${kind} takes no ${odd} (${wordsOf[odd]}).`, 'Leave it out.');
  const { url, urlFrom, secretFrom, table, layout, to } = settings;
  for (const reference of [urlFrom, secretFrom]) if (reference !== undefined) requireReference(reference);
  if (kind === 'webhook' && (url === undefined) === (urlFrom === undefined))
    throw refuse('A webhook needs one URL.', 'Give it in plain, or name the variable or file that holds it.');
  if (url !== undefined && requireUrl(url, settings.allowPrivate ?? false).search !== '')
    throw refuse(
      'The URL has a query, which may hold a key, and would be shown to everybody who lists destinations.',
      'Name the variable or file that holds the URL instead.',
    );
  if (layout !== undefined && (layout === 'table') !== (table !== undefined))
    throw refuse(
      'The layout table needs the name of a table, and no other has one.',
      'docs/destinations.md shows both.',
    );
  if (table !== undefined && !tableName.test(table))
    throw refuse(`"${table}" can't be a table's name.`, 'Name it as table or schema.table.');
  if (to !== undefined && !place.test(to))
    throw refuse(`Files can't be put into ${to}.`, 'Name an absolute folder, or s3://bucket/path.');
}

function requireReference(reference: SecretReference): void {
  if ('file' in reference) {
    if (absolutePath.test(reference.file)) return;
    throw refuse(`${reference.file} is not an absolute path.`, 'Name the file by its whole path.');
  }
  if (variableName.test(reference.env)) return;
  throw refuse(`"${reference.env}" can't be a variable's name.`, 'Use letters, digits and _.');
}

/** @throws PerennialError `invalid_input`; also for what a worker finds behind a reference. */
export function requireUrl(text: string, allowPrivate: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw refuse('The URL is none of http or https.', 'Give it as https://host/path.');
  if (url.username !== '' || url.password !== '')
    throw refuse('The URL holds a password.', 'Leave it out: the signature proves who sends.');
  if (url.protocol === 'http:' && !allowPrivate)
    throw refuse(
      'The URL has no TLS, so everybody on the way could read what is sent.',
      'Use https, or allow private addresses where the receiver is in your own network.',
    );
  return url;
}

function refuse(message: string, remedy: string): PerennialError {
  return new PerennialError('invalid_input', message, remedy);
}
