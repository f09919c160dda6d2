import type { EncodedFeature } from '../categories/column.ts';
import type { PredictorDescription } from '../predictor/predictor.ts';
import type { Graph } from './graph.ts';

type Columns = Pick<PredictorDescription, 'featureNames' | 'encoding'>;

/** The model's columns as the file takes them: numbers in one matrix, and texts in an input for each category. */
export function onnxColumns({ featureNames, encoding }: Columns): {
  /** `column`: its place in the model. */
  readonly numbers: readonly { readonly name: string; readonly column: number }[];
  readonly categories: readonly {
    readonly name: string;
    readonly column: number;
    readonly levels: readonly string[];
  }[];
} {
  const levelsOf = new Map(encoding?.attributes.map(({ column, levels }) => [column, levels]));
  const named = featureNames.map((name, column) => ({ name, column, levels: levelsOf.get(column) ?? null }));
  return {
    numbers: named.filter(({ levels }) => levels === null),
    categories: named.flatMap((each) => (each.levels === null ? [] : [{ ...each, levels: each.levels }])),
  };
}

/** Adds the encoding. @returns the name of the learner's columns, before preprocessing: [rows, columns] */
export function addColumns(graph: Graph, description: Columns, type: 'float' | 'double'): string {
  const { encoding } = description;
  if (encoding === undefined)
    return type === 'float' ? 'features' : graph.cast('features', 'double', 'features_double');
  const { numbers, categories } = onnxColumns(description);
  const places = new Map(numbers.map(({ column }, at) => [column, at]));
  const doubles = numbers.length === 0 ? '' : graph.cast('features', 'double', 'features_double');
  const codes = new Map(categories.map(({ column, ...each }) => [column, addCodes(graph, each)]));
  const pieces = consecutive(encoding.features).map((run, at) => {
    const [{ column, kind }] = run;
    const code = codes.get(column);
    if (code !== undefined) return addTable(graph, run, code, at);
    const indices = graph.integers(
      `columns_${at}`,
      run.map((feature) => places.get(feature.column) ?? 0),
    );
    const attributes = { axis: 1 };
    const picked = graph.add({ operator: 'Gather', inputs: [doubles, indices], result: `numbers_${at}`, attributes });
    if (kind === 'value') return picked;
    const missing = graph.add({ operator: 'IsNaN', inputs: [picked], result: `is_missing_${at}` });
    return graph.cast(missing, 'double', `missing_${at}`);
  });
  const encoded =
    pieces.length === 1
      ? pieces[0]
      : graph.add({ operator: 'Concat', inputs: pieces, result: 'encoded', attributes: { axis: 1 } });
  return type === 'float' ? graph.cast(encoded, 'float', 'encoded_float') : encoded;
}

/** Runs of features that one operator computes: of one category, or numbers of one kind. */
function consecutive(features: readonly EncodedFeature[]): EncodedFeature[][] {
  const runs: EncodedFeature[][] = [];
  for (const feature of features) {
    const run = runs.at(-1);
    const [first] = run ?? [];
    const same = feature.kind === first?.kind && (feature.kind !== 'by level' || feature.column === first.column);
    if (run !== undefined && same) run.push(feature);
    else runs.push([feature]);
  }
  return runs;
}

/** @returns the name of the codes, int64 [rows]: 0 for an empty text, 1 and on for the levels, and one more for other texts. */
function addCodes(
  graph: Graph,
  { name, levels }: { readonly name: string; readonly levels: readonly string[] },
): string {
  // an imported text is never empty; the first of equal keys would win
  const known = levels.map((text, at) => ({ text, code: at + 1 })).filter(({ text }) => text !== '');
  return graph.add({
    operator: 'LabelEncoder',
    domain: 'ai.onnx.ml',
    inputs: [name],
    result: `${name} code`,
    attributes: {
      keys_strings: { strings: ['', ...known.map(({ text }) => text)] },
      values_int64s: { ints: [0, ...known.map(({ code }) => code)] },
      default_int64: levels.length + 1,
    },
  });
}

/** A row of the table for each code. @returns the name of its features, float64 [rows, features] */
function addTable(graph: Graph, run: readonly EncodedFeature[], code: string, at: number): string {
  const tables = run.map((feature) => (feature.kind === 'by level' ? feature.values : []));
  const byCode = tables[0].map((_, place) => tables.map((values) => values[place] ?? Number.NaN));
  const table = graph.doubleMatrix(`table_${at}`, byCode);
  return graph.add({ operator: 'Gather', inputs: [table, code], result: `by_level_${at}`, attributes: { axis: 0 } });
}
