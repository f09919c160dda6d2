import type { OutgoingEvent } from './outgoing.ts';

/** Lines of one message; more are counted. */
export const mostLines = 20;

export type Named = { readonly name: string | null; readonly phone: string | null };

/**
 * Events as one Slack message, so that a list with a thousand new hot leads is no thousand messages.
 *
 * @param people by the external id of their contact
 * @param dashboard its address, without a slash at the end
 */
export function slackMessage(
  events: readonly OutgoingEvent[],
  people: ReadonlyMap<string, Named>,
  dashboard: string,
): { readonly text: string } {
  const lines = events.slice(0, mostLines).map((event) => lineOf(event, people, dashboard));
  const more = events.length - lines.length;
  if (more > 0) lines.push(`... and ${more} more: <${dashboard}/|see all>`);
  return { text: lines.join('\n') };
}

function lineOf({ type, data }: OutgoingEvent, people: ReadonlyMap<string, Named>, dashboard: string): string {
  const text = (name: string) => escaped(String(data[name] ?? ''));
  const model = text('model').replaceAll('_', ' ');
  switch (type) {
    case 'lead.became_hot':
      return `:fire: ${person(data, people, dashboard)} is hot: ${score(data)}`;
    case 'contact.at_risk':
      return `:warning: ${person(data, people, dashboard)} may leave: ${score(data)}`;
    case 'score.changed':
      return `${person(data, people, dashboard)}: ${model} ${score(data)}`;
    case 'scoring.finished':
      return `${model}: ${text('subjects')} scored by version ${text('version')}`;
    case 'model.deployed':
      return `${model}: version ${text('version')} serves (${text('action')} by ${text('actor')}). ${text('reason')}`;
    case 'experiment.decided':
      return `${model}: ${text('challenger')} against ${text('champion')} ended as ${text('outcome').replaceAll('_', ' ')}. ${text('reason')}`;
    case 'incident.fired':
      return `:rotating_light: ${model || 'The whole business'}: ${text('rule')}. ${text('detail')}`;
    case 'incident.resolved':
      return `:white_check_mark: ${model || 'The whole business'}: ${text('rule')} is over`;
    case 'training.finished':
      return `Training ${text('training')} ${text('state')}. ${text('error')}`.trim();
    default:
      return text('message');
  }
}

function person(data: OutgoingEvent['data'], people: ReadonlyMap<string, Named>, dashboard: string): string {
  const id = String(data.contact ?? '');
  const { name, phone } = people.get(id) ?? { name: null, phone: null };
  const shown = [name ?? id, phone].filter((part) => part !== null).join(', ');
  const link = `<${dashboard}/#person/${encodeURIComponent(id)}|${escaped(shown).replaceAll('|', ' ')}>`;
  return data.opted_in === false ? `${link} (wants no messages)` : link;
}

function score({ model, score: value, previous }: OutgoingEvent['data']): string {
  const shown = (output: unknown) =>
    model === 'lead_scoring' ? Number(output).toFixed(0) : `${(100 * Number(output)).toFixed(0)}%`;
  return previous === null || previous === undefined ? shown(value) : `${shown(previous)} -> ${shown(value)}`;
}

/** Slack reads these three as markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
