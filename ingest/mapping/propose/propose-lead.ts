import type { Columns } from './columns.ts';
import {
  anyMoment,
  type Draft,
  type DraftField,
  momentOf,
  named,
  plain,
  speaks,
  translate,
  valuesMeaning,
  worded,
} from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { proposeAttributes, proposePerson, proposeProfile } from './propose-person.ts';
import { stageWords } from './value-words.ts';

export function proposeLead(columns: Columns): Draft & { readonly keys: readonly ColumnProfile[] } {
  const id = columns.take('id', ['deal', undefined]) ?? columns.take('itself', ['deal'], ({ unique }) => unique);
  const title =
    id === undefined
      ? (columns.take('name', ['deal', undefined]) ?? columns.take('subject', ['deal', undefined]))
      : undefined;
  const created = momentOf(
    columns,
    columns.take('created', ['deal', undefined, 'person']) ??
      columns.take('occurred', ['deal', undefined]) ??
      columns.take('opened', ['deal', undefined]) ??
      anyMoment(columns),
  );
  // a deal has a name of its own, which is nobody's
  const isTitle = ({ words }: ColumnProfile) => !words.includes('full');
  columns.use(...columns.find('name', ['deal', undefined], isTitle), ...columns.find('subject', ['deal', undefined]));
  const stage = stageOf(columns);
  const won = columns.take('wonAt', ['deal', undefined]);
  const lost = columns.take('lostAt', ['deal', undefined]);
  const closed = columns.take('closed', ['deal', undefined]);
  const changed = columns.take('stageChanged', ['deal', undefined]);
  const amount =
    columns.take('amount', ['deal', undefined, 'order']) ??
    columns.take('itself', ['deal', 'order'], ({ numbers }) => numbers > 0.9);
  const currency = columns.take('currency', ['deal', undefined, 'order']);
  const { contacts, keys } = proposePerson(columns, ['person', undefined, 'deal'], false, created, id);
  const source = columns.take('source', ['deal', undefined, 'person']);
  // where a lead is a person, the person's consent stands in the row
  const { opted_in, opted_out_at } = proposeProfile(columns, ['person', undefined]);
  return {
    keys,
    currency: amount?.currency,
    tables: {
      contacts: {
        ...contacts,
        source: contacts.external_id?.source === id?.column ? plain(source) : undefined,
        opted_in,
        opted_out_at,
      },
      leads: {
        external_id:
          plain(id) ?? (title === undefined ? undefined : named(title.column, 'no id: a deal is known by its name')),
        source: plain(source),
        owner: plain(
          columns.take('owner', ['deal', undefined, 'agent', 'person']) ??
            columns.take('itself', ['agent'], ({ words }) => !words.endsWith(' by')),
        ),
        stage: stage?.field,
        stage_changed_at: plain(changed) ?? settledAt(won, lost, closed, stage),
        converted_at: convertedAt(won, closed, stage),
        order_value: plain(amount),
        currency: plain(currency),
        created_at: created,
        attributes: attributesOf(columns),
      },
    },
  };
}

export function attributesOf(columns: Columns): DraftField | undefined {
  const names = proposeAttributes(columns);
  return names.length === 0 ? undefined : { source: names };
}

type Stage = {
  readonly field: DraftField;
  /** The column by which won and lost are told, with these words. */
  readonly teller: ColumnProfile;
  readonly won: readonly string[];
  readonly lost: readonly string[];
};

/** Of a status (open, won, lost) and a stage of a pipeline both count: what isn't decided yet has the stage. */
function stageOf(columns: Columns): Stage | undefined {
  const spoken = (one: ColumnProfile) => speaks(one, stageWords, 40);
  const stage = columns.take('stage', ['deal', undefined, 'person'], spoken);
  const status = columns.take('status', ['deal', undefined, 'person'], spoken);
  const both = [status, stage].filter((one) => one !== undefined);
  const decided = both.map((one) => ({
    one,
    won: valuesMeaning(one, stageWords, 'won'),
    lost: valuesMeaning(one, stageWords, 'lost'),
  }));
  const [best] = [...decided].sort((a, b) => b.won.length + b.lost.length - (a.won.length + a.lost.length));
  if (best === undefined) return undefined;
  const { one: teller, won, lost } = best;
  // a status that tells more than open, won and lost is a stage of its own
  const onlyDecides = status?.values.every(
    (value) => [...won, ...lost].includes(value) || /open|active|offen|abiert|abert|ouvert|progress/i.test(value),
  );
  if (status !== undefined && stage !== undefined && teller === status && won.length + lost.length > 0 && onlyDecides) {
    return { field: joined(status, stage, [...won, ...lost]), teller, won, lost };
  }
  const chosen = won.length + lost.length > 0 ? teller : (stage ?? teller);
  return { field: worded(chosen, stageWords, 'contacted'), teller: chosen, won, lost };
}

/** 'Won|Negotiation' is won; of 'Open|Negotiation' the stage stays. */
function joined(status: ColumnProfile, stage: ColumnProfile, decided: readonly string[]): DraftField {
  const pattern = `^(${decided.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)).join('|')})\\||[^|]+$`;
  const ofStatus = translate(status, stageWords, undefined).words;
  const words = Object.fromEntries(
    decided.flatMap((word) => (ofStatus[word] === undefined ? [] : [[word, ofStatus[word]]])),
  );
  const { source, comment } = worded(stage, stageWords, 'contacted');
  const ofStage = typeof source === 'object' && 'words' in source ? source.words : {};
  return {
    source: { columns: [status.column, stage.column], join: '|', pattern, words: { ...words, ...ofStage } },
    comment,
  };
}

function convertedAt(
  won: ColumnProfile | undefined,
  closed: ColumnProfile | undefined,
  stage: Stage | undefined,
): DraftField | undefined {
  if (won !== undefined) return plain(won);
  if (closed === undefined || stage === undefined || stage.won.length === 0) return undefined;
  return { source: { column: closed.column, when: { [stage.teller.column]: oneOrMany(stage.won) } } };
}

function settledAt(
  won: ColumnProfile | undefined,
  lost: ColumnProfile | undefined,
  closed: ColumnProfile | undefined,
  stage: Stage | undefined,
): DraftField | undefined {
  if (won !== undefined && lost !== undefined) return { source: { first: [won.column, lost.column] } };
  const ended = [...(stage?.won ?? []), ...(stage?.lost ?? [])];
  if (closed === undefined || stage === undefined || ended.length === 0) return undefined;
  return { source: { column: closed.column, when: { [stage.teller.column]: oneOrMany(ended) } } };
}

function oneOrMany(words: readonly string[]): string | string[] {
  return words.length === 1 ? words[0] : [...words];
}
