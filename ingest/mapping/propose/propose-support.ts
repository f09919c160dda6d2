import type { Columns } from './columns.ts';
import { anyMoment, type Draft, momentOf, plain, speaks, valuesMeaning, worded } from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { proposePerson } from './propose-person.ts';
import { categoryWords, severityWords, ticketWords } from './value-words.ts';

type Proposed = Draft & { readonly keys: readonly ColumnProfile[] };

export function proposeTicket(columns: Columns): Proposed {
  const id =
    columns.take('id', ['ticket', 'conversation', undefined]) ??
    columns.take('itself', ['ticket', 'conversation'], ({ unique }) => unique);
  const opened = momentOf(
    columns,
    columns.take('created', ['ticket', 'conversation', undefined]) ??
      columns.take('opened', ['ticket', 'conversation', undefined]) ??
      columns.take('occurred', ['ticket', undefined]) ??
      anyMoment(columns),
  );
  const category = columns.take('category', ['ticket', 'conversation', undefined], (one) => speaks(one, categoryWords));
  const severity = columns.take('priority', ['ticket', undefined], (one) => speaks(one, severityWords, 12));
  const state = columns.take('status', ['ticket', 'conversation', undefined], (one) => speaks(one, ticketWords));
  const ended = columns.find('closed', ['ticket', 'conversation', undefined]).slice(0, 2);
  const [closed] = ended;
  columns.use(...ended);
  const { contacts, keys } = proposePerson(columns, ['person', undefined, 'ticket'], false, opened, id);
  return {
    keys,
    tables: {
      contacts,
      support_tickets: {
        external_id: plain(id),
        category: category === undefined ? undefined : worded(category, categoryWords, 'question'),
        severity: severity === undefined ? undefined : worded(severity, severityWords, '1'),
        state: state === undefined ? undefined : worded(state, ticketWords, 'open'),
        state_changed_at:
          ended.length < 2 ? undefined : { source: { first: [...ended].reverse().map(({ column }) => column) } },
        opened_at: opened,
        closed_at: plain(closed),
      },
    },
  };
}

export function proposeConversation(columns: Columns): Proposed {
  const id =
    columns.take('id', ['conversation', undefined, 'ticket']) ??
    columns.take('itself', ['conversation'], ({ unique }) => unique);
  const opened = momentOf(
    columns,
    columns.take('opened', ['conversation', undefined]) ??
      columns.take('created', ['conversation', undefined]) ??
      columns.take('occurred', ['conversation', undefined]) ??
      anyMoment(columns),
  );
  const closed = columns.take('closed', ['conversation', undefined]);
  const state = columns.take('status', ['conversation', undefined], (one) => speaks(one, ticketWords));
  const channel =
    columns.take('channel', ['conversation', undefined]) ?? columns.take('source', ['conversation', undefined]);
  const last = closed === undefined ? columns.take('updated', ['conversation', undefined]) : undefined;
  const { contacts, keys } = proposePerson(columns, ['person', undefined, 'conversation'], false, opened, id);
  const over = state === undefined ? [] : valuesMeaning(state, ticketWords, 'closed', 'resolved');
  return {
    keys,
    tables: {
      contacts,
      conversations: {
        external_id: plain(id),
        channel: plain(channel),
        opened_at: opened,
        closed_at:
          closed !== undefined || last === undefined || state === undefined || over.length === 0
            ? plain(closed)
            : {
                source: { column: last.column, when: { [state.column]: over } },
                comment: 'guessed: its last change stands for its end',
              },
      },
    },
  };
}
