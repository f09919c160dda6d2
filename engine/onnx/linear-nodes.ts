import type { Preprocessor } from '../data/preprocessor.ts';
import type { ModelStructure } from '../estimator.ts';
import type { Graph } from './graph.ts';

/**
 * Adds imputation, clipping and scaling where any column has them, all in float64, as in `applyPreprocessor`.
 * @param features float64 [rows, columns].
 * @returns the name of the treated features, float64 [rows, columns].
 */
export function addPreprocessing(graph: Graph, features: string, { columns }: Preprocessor): string {
  let value = features;
  const fill = graph.doubles(
    'fill',
    columns.map((column) => column.fill ?? Number.NaN),
  );
  const missing = graph.add({ operator: 'IsNaN', inputs: [value], result: 'is_missing' });
  value = graph.add({ operator: 'Where', inputs: [missing, fill, value], result: 'imputed' });
  if (columns.some(({ lower, upper }) => lower !== null || upper !== null)) {
    const lower = columns.map((column) => column.lower ?? Number.NEGATIVE_INFINITY);
    const upper = columns.map((column) => column.upper ?? Number.POSITIVE_INFINITY);
    value = graph.add({ operator: 'Max', inputs: [value, graph.doubles('lower', lower)], result: 'not_below_lower' });
    value = graph.add({ operator: 'Min', inputs: [value, graph.doubles('upper', upper)], result: 'clipped' });
  }
  if (columns.some(({ mean, deviation }) => mean !== 0 || deviation !== 1)) {
    const mean = graph.doubles(
      'mean',
      columns.map((column) => column.mean),
    );
    const deviation = graph.doubles(
      'deviation',
      columns.map((column) => column.deviation),
    );
    value = graph.add({ operator: 'Sub', inputs: [value, mean], result: 'centred' });
    value = graph.add({ operator: 'Div', inputs: [value, deviation], result: 'scaled' });
  }
  return value;
}

/** @returns the name of the probability, float64 [rows]. */
export function addLogistic(
  graph: Graph,
  treated: string,
  { intercept, coefficients }: Extract<ModelStructure, { readonly kind: 'linear' }>,
): string {
  const sum = graph.add({
    operator: 'MatMul',
    inputs: [treated, graph.doubles('coefficients', coefficients)],
    result: 'weighted_sum',
  });
  const logOdds = graph.add({
    operator: 'Add',
    inputs: [sum, graph.doubles('intercept', intercept)],
    result: 'log_odds',
  });
  return graph.add({ operator: 'Sigmoid', inputs: [logOdds], result: 'learnt_probability' });
}
