import { columnKey } from './column-finder.ts';
import { fieldSources, notFields } from './compile-table.ts';
import type { Condition, FieldSource, Mapping, TableMapping } from './mapping-schema.ts';
import { narrowAttributes, narrowTables } from './narrow-tables.ts';

type Has = (column: string) => boolean;
/** never: it holds for no row of the file; always: for all. */
type Fitted = Condition | 'never' | 'always';

/** A mapping without what the file lacks of it, as a preset must be before it becomes a person's own. It maps the file's rows alike. */
export function fittedTo(mapping: Mapping, header: readonly string[]): Mapping {
  const keys = new Set(header.map(columnKey));
  const has = (column: string) => keys.has(columnKey(column));
  const tables = narrowTables(mapping.tables, (table) => fittedTable(table, has));
  const conditions = {
    where: conditionOf(fitCondition(mapping.where, has), 'never', mapping.where),
    unless: conditionOf(fitCondition(mapping.unless, has), 'always', mapping.unless),
  };
  return { ...mapping, ...conditions, tables } as Mapping;
}

/** undefined: no row feeds the table. */
function fittedTable(table: TableMapping, has: Has): Record<string, unknown> | undefined {
  const gate = fitGate(table, has);
  if (gate === undefined) return undefined;
  const { attributes } = table;
  const fields = fieldSources(table).flatMap(([name, source]) => {
    const fitted = fittedSource(source, has);
    return fitted === undefined ? [] : [[name, fitted] as const];
  });
  if (fields.length === 0) return undefined;
  const options = Object.fromEntries(Object.entries(table).filter(([name]) => notFields.has(name)));
  return {
    ...options,
    ...gate,
    attributes: narrowAttributes(attributes, has, (source) => fittedSource(source, has)),
    ...Object.fromEntries(fields),
  };
}

/** In its short form where that says all; undefined: nothing is left that fills it. */
function fittedSource(source: FieldSource, has: Has): string | FieldSource | undefined {
  const gate = fitGate(source, has);
  if (gate === undefined) return undefined;
  const { column, columns, first, multiply } = source;
  const fitted: FieldSource = { ...source, columns: columns?.filter(has), first: first?.filter(has), ...gate };
  const lost =
    (column !== undefined && !has(column)) ||
    multiply?.every(has) === false ||
    [fitted.columns, fitted.first].some((each) => each?.length === 0);
  if (lost) return source.default === undefined ? undefined : { value: source.default, ...gate };
  if (fitted.first?.length !== 1) return shortened(fitted);
  // a choice of one is that one
  const { first: only, ...rest } = fitted;
  return shortened({ column: only[0], ...rest });
}

function shortened(source: FieldSource): string | FieldSource {
  const said = Object.entries(source).filter(([, value]) => value !== undefined);
  return said.length === 1 && source.column !== undefined ? source.column : (Object.fromEntries(said) as FieldSource);
}

/** undefined: it is closed for every row of the file. */
function fitGate(
  { when, unless }: { readonly when?: Condition; readonly unless?: Condition },
  has: Has,
): { readonly when: Condition | undefined; readonly unless: Condition | undefined } | undefined {
  const [open, shut] = [fitCondition(when, has), fitCondition(unless, has)];
  if (open === 'never' || (unless !== undefined && shut === 'always')) return undefined;
  return { when: conditionOf(open), unless: conditionOf(shut) };
}

/** A column that the file lacks is blank in every row. */
function fitCondition(condition: Condition | undefined, has: Has): Fitted {
  const entries = Object.entries(condition ?? {});
  const kept = entries.filter(([column]) => has(column));
  const blankWanted = entries.every(([column, wanted]) => has(column) || [wanted].flat().includes(null));
  if (!blankWanted) return 'never';
  return kept.length === 0 ? 'always' : Object.fromEntries(kept);
}

/** @param whole stays where the condition says so, because all rows are left out by it. */
function conditionOf(fitted: Fitted, saying?: Fitted, whole?: Condition): Condition | undefined {
  if (typeof fitted === 'object') return fitted;
  return fitted === saying ? whole : undefined;
}
