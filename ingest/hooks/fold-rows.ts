import type { HookRow } from './hook-row.ts';

/**
 * What a batch of deliveries says again and again of the same people and conversations, said once: dated rows with the same words stay as the
 * first and the last of them, a person's rows without a date become one. An upsert takes as many steps as a row is spoken of.
 */
export function foldRows<Row extends HookRow>(rows: readonly Row[]): Row[] {
  const dated = new Map<string, { first: Row; last: Row }>();
  const undated = new Map<string, Row>();
  const others: Row[] = [];
  for (const row of rows) {
    const { table, values, clears, changedAt } = row;
    const isOwnKind = values.deleted !== undefined || values.merged_into !== undefined;
    if (isOwnKind || (changedAt === undefined && table !== 'contacts')) others.push(row);
    else if (changedAt === undefined) undated.set(keyOf(row), earliest(undated.get(keyOf(row)), row));
    else {
      const { created_at: _, ...said } = values;
      const words = JSON.stringify([table, table === 'contacts' ? said : values, clears]);
      const known = dated.get(words);
      if (known === undefined) dated.set(words, { first: row, last: row });
      else if (isEarlier(changedAt, known.first.changedAt)) known.first = row;
      else if (isEarlier(known.last.changedAt, changedAt)) known.last = row;
    }
  }
  const spoken = [...dated.values()].flatMap(({ first, last }) => (first === last ? [first] : [first, last]));
  return [...spoken, ...others, ...undated.values()];
}

function keyOf({ values: { external_id: id, phone, email } }: HookRow): string {
  return id ?? phone ?? email ?? '';
}

function earliest<Row extends HookRow>(known: Row | undefined, row: Row): Row {
  if (known === undefined) return row;
  const [first, second] = isEarlier(known.values.created_at, row.values.created_at) ? [known, row] : [row, known];
  return { ...first, values: { ...second.values, ...first.values } };
}

function isEarlier(one = '', other = ''): boolean {
  return Date.parse(one) < Date.parse(other);
}
