import type { HookRow } from './hook-row.ts';

/** ms within which the same words about one thing count as said once: an upsert takes as many steps as a row is spoken of. */
const oneWord = 3_600_000;

/** Of these the earliest of several moments stays, so rows without a date become one. */
const earliestOf: Readonly<Partial<Record<HookRow['table'], string>>> = {
  contacts: 'created_at',
  campaigns: 'started_at',
};

type Said<Row> = { first: Row; last: Row };

/**
 * What a batch of deliveries says again and again of the same people and campaigns, said once: dated rows with the same words stay as the last
 * of them, and as the first where that was long before; rows without a date become one.
 */
export function foldRows<Row extends HookRow>(rows: readonly Row[]): Row[] {
  const dated = new Map<string, Said<Row>>();
  const undated = new Map<string, Row>();
  const others: Row[] = [];
  for (const row of rows) {
    const { table, values, changedAt } = row;
    const moment = earliestOf[table];
    const isOwnKind = values.deleted !== undefined || values.merged_into !== undefined;
    if (isOwnKind || (changedAt === undefined && moment === undefined)) others.push(row);
    else if (changedAt === undefined) foldUndated(undated, row, moment ?? '');
    else foldDated(dated, row, changedAt, moment);
  }
  const spoken = [...dated.values()].flatMap(({ first, last }) =>
    momentOf(last) - momentOf(first) < oneWord ? [last] : [first, last],
  );
  return [...spoken, ...others, ...undated.values()];
}

function foldDated<Row extends HookRow>(
  dated: Map<string, Said<Row>>,
  row: Row,
  changedAt: string,
  moment: string | undefined,
): void {
  const said = Object.entries(row.values).filter(([field]) => field !== moment);
  const words = JSON.stringify([row.table, said]);
  const known = dated.get(words);
  if (known === undefined) dated.set(words, { first: row, last: row });
  else if (isEarlier(changedAt, known.first.changedAt)) known.first = row;
  else if (!isEarlier(changedAt, known.last.changedAt)) known.last = row;
}

function foldUndated<Row extends HookRow>(undated: Map<string, Row>, row: Row, moment: string): void {
  const { external_id: id, phone, email } = row.values;
  const key = `${row.table} ${id ?? phone ?? email}`;
  const known = undated.get(key);
  if (known === undefined) undated.set(key, row);
  else {
    const [first, second] = isEarlier(known.values[moment], row.values[moment]) ? [known, row] : [row, known];
    undated.set(key, { ...first, values: { ...second.values, ...first.values } });
  }
}

function momentOf({ changedAt = '' }: HookRow): number {
  return Date.parse(changedAt);
}

function isEarlier(one = '', other = ''): boolean {
  return Date.parse(one) < Date.parse(other);
}
