/**
 * Properties of a text, in SQL, so that a planned message is measured like a sent one (`messages.sentiment` is given or measured afterwards, so a planned
 * message has none). Each expression is null for an unknown text.
 */

const friendly =
  'thanks?|thank you|great|happy|glad|love|lovely|welcome|enjoy|pleased|please|congratulations|good|nice|wonderful|special|gift|free|hope|best';
const unfriendly =
  'sorry|unfortunately|problem|problems|delay(?:ed)?|overdue|failed|cancel(?:led)?|complaint|error|late|unpaid|penalty|warning|bad|final';

export function asksQuestion(text: string): string {
  return `position('?' in ${text}) > 0`;
}

/** (friendly - unfriendly) / (friendly + unfriendly + 1) over English words; 0 for a text with neither. */
export function textSentiment(text: string): string {
  const count = (words: string) => String.raw`regexp_count(${text}, '\m(?:${words})\M', 1, 'i')`;
  return `(${count(friendly)} - ${count(unfriendly)})::double precision / (${count(friendly)} + ${count(unfriendly)} + 1)`;
}

/** Whether the first word of the name, of two letters or more, is anywhere in the text. A contact without a name can't be greeted by it. */
export function greetsByName(text: string, name: string): string {
  const first = `lower(split_part(btrim(${name}), ' ', 1))`;
  return `case when ${text} is not null then coalesce(length(${first}) >= 2 and position(${first} in lower(${text})) > 0, false) end`;
}
