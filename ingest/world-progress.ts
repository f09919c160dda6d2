/** The phases of the guide's printed output, in their order. */
export type WorldProgress = {
  readonly phase: 'contacts' | 'conversations' | 'messages' | 'leads';
  readonly done: number;
  readonly total: number;
  /** What was just written: 'Contact: John Smith', 'Conversation #150', 'Conv #150: 5 msgs', 'Lead #120 (score: 87)'. */
  readonly label: string;
};

/** Told of each row as it goes out. */
export type Progress = {
  row(values: readonly unknown[], columns: readonly string[]): void;
  end(): void;
};

type Counts = { readonly contacts: number; readonly conversations: number; readonly leads: number };
type Report = (progress: WorldProgress) => void;

const silent: Progress = { row: () => {}, end: () => {} };

export function progressOf(table: string, counts: Counts, report: Report): Progress {
  switch (table) {
    case 'contacts':
      return eachRow('contacts', counts.contacts, (_done, value) => `Contact: ${value('name')}`, report);
    case 'conversations':
      return eachRow('conversations', counts.conversations, (done) => `Conversation #${done}`, report);
    case 'leads':
      return eachRow(
        'leads',
        counts.leads,
        (done, value) => `Lead #${done} (score: ${rounded(value('score'))})`,
        report,
      );
    case 'messages':
      return eachConversation(counts.conversations, report);
    default:
      return silent;
  }
}

function rounded(score: unknown): string {
  return typeof score === 'number' ? String(Math.round(score)) : 'none';
}

type Label = (done: number, value: (column: string) => unknown) => string;

function eachRow(phase: WorldProgress['phase'], total: number, label: Label, report: Report): Progress {
  let done = 0;
  return {
    row(values, columns) {
      done++;
      report({ phase, done, total, label: label(done, (column) => values[columns.indexOf(column)]) });
    },
    end: () => {},
  };
}

/** A conversation's messages stand together; messages outside any are counted by no line. */
function eachConversation(total: number, report: Report): Progress {
  let done = 0;
  let current: unknown = null;
  let messages = 0;
  function finish(): void {
    if (current === null) return;
    done++;
    report({ phase: 'messages', done, total, label: `Conv #${done}: ${messages} msgs` });
  }
  return {
    row(values, columns) {
      const conversation = values[columns.indexOf('conversation_id')];
      if (conversation !== current) {
        finish();
        current = conversation;
        messages = 0;
      }
      messages++;
    },
    end: finish,
  };
}
