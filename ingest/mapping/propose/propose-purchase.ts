import type { Columns } from './columns.ts';
import { anyMoment, type Draft, type DraftField, momentOf, named, plain, speaks, worded } from './draft.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { proposePerson } from './propose-person.ts';
import { orderWords } from './value-words.ts';

export function proposePurchase(columns: Columns): Draft & { readonly keys: readonly ColumnProfile[] } {
  const id =
    columns.take('id', ['order', undefined, 'payment']) ??
    columns.take('itself', ['order'], ({ values }) => values.some((value) => /\d/.test(value)));
  const state =
    columns.take('paymentStatus', [undefined, 'order', 'payment'], spoken) ??
    columns.take('status', ['order', undefined, 'payment'], spoken);
  const bought = momentOf(
    columns,
    columns.take('occurred', ['order', undefined, 'payment']) ??
      columns.take('created', ['order', undefined, 'payment']) ??
      columns.take('paidAt', ['order', undefined, 'payment']) ??
      anyMoment(columns),
  );
  const lines = linesOf(columns, id);
  const amount = amountOf(columns, lines);
  const quantity = columns.take('quantity', ['order', undefined, 'product']);
  const refunded = columns.take('refunded', ['order', undefined, 'payment']);
  const currency = columns.take('currency', ['order', undefined]);
  // an order's own name, as #1001 in some shops
  columns.use(...columns.find('name', ['order']));
  const { contacts, keys } = proposePerson(columns, ['person', undefined, 'order', 'shipping'], false, bought, id);
  const addUp = (profile: ColumnProfile | undefined): DraftField | undefined =>
    profile === undefined || lines === 'none' ? plain(profile) : { source: { column: profile.column, add_up: true } };
  return {
    keys,
    currency: amount?.currency,
    tables: {
      contacts,
      purchases: {
        external_id: plain(id),
        amount: amount?.field,
        quantity: addUp(quantity),
        currency: plain(currency),
        refunded: plain(refunded),
        state: state === undefined ? undefined : stateOf(state),
        purchased_at: bought,
      },
    },
  };
}

const spoken = (one: ColumnProfile) => speaks(one, orderWords);

function stateOf(state: ColumnProfile): DraftField {
  const field = worded(state, orderWords, undefined);
  return field.comment === undefined ? field : { ...field, comment: field.comment.replace('guessed', 'not known') };
}

/** none: a row an order. Else what the order's rows hold of its total: it, the first row alone, or a part each. */
type Lines = 'none' | 'same total' | 'first row' | 'parts';

function linesOf(columns: Columns, id: ColumnProfile | undefined): Lines {
  if (id === undefined || id.unique || columns.rows.length < 2) return 'none';
  const total = totalsOf(columns)[0];
  const totals = new Map<string, string[]>();
  for (const row of columns.rows) {
    const key = row[id.at]?.trim() ?? '';
    if (key !== '')
      totals.set(key, [...(totals.get(key) ?? []), total === undefined ? '' : (row[total.at]?.trim() ?? '')]);
  }
  const several = [...totals.values()].filter((each) => each.length > 1);
  if (several.length === 0) return 'none';
  if (total === undefined) return 'parts';
  if (several.every(([first, ...rest]) => first !== '' && rest.every((other) => other === ''))) return 'first row';
  return several.every((each) => new Set(each).size === 1) ? 'same total' : 'parts';
}

/** The most usual name first, whether it names the order or not; a product's own amount last. */
function totalsOf(columns: Columns): ColumnProfile[] {
  const whole = columns.find('amount', ['order', undefined, 'payment']).sort((a, b) => a.rank - b.rank);
  return [...whole, ...columns.find('amount', ['product'])];
}

function amountOf(
  columns: Columns,
  lines: Lines,
): { readonly field: DraftField; readonly currency?: string } | undefined {
  const [total] = totalsOf(columns);
  if (total !== undefined) {
    columns.use(total);
    const adds = lines === 'first row' || lines === 'parts';
    const source = adds ? { column: total.column, add_up: true } : total.column;
    return { field: { source }, currency: total.currency };
  }
  const [price] = columns.find('price', [undefined, 'product', 'order']);
  if (price === undefined) return undefined;
  columns.use(price);
  const [quantity] = columns.find('quantity', ['order', undefined, 'product']);
  if (quantity === undefined)
    return { field: named(price.column, 'guessed: a price, not a total'), currency: price.currency };
  const adds = lines === 'none' ? {} : { add_up: true };
  return { field: { source: { multiply: [quantity.column, price.column], ...adds } }, currency: price.currency };
}
