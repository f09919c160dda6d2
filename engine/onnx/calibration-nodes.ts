import { type Calibration, leastProbability } from '../calibration/calibration.ts';
import type { Isotonic } from '../calibration/isotonic.ts';
import type { OutputMap } from '../calibration/output-map.ts';
import type { Platt } from '../calibration/platt.ts';
import type { Graph } from './graph.ts';

/** @returns the name of the calibrated probability, float64 [rows]. */
export function addCalibration(graph: Graph, probability: string, calibration: Calibration): string {
  switch (calibration.method) {
    case 'identity':
      return probability;
    case 'platt':
      return addPlatt(graph, probability, calibration);
    case 'isotonic':
      return addIsotonic(graph, probability, calibration);
  }
}

/** @returns the name of the mapped answer, float64 [rows]: a score may lie outside its range. */
export function addOutputMap(graph: Graph, answer: string, map: OutputMap): string {
  switch (map.kind) {
    case 'affine': {
      const sloped = graph.add({
        operator: 'Mul',
        inputs: [answer, graph.doubles('map_slope', map.slope)],
        result: 'map_sloped',
      });
      return graph.add({ operator: 'Add', inputs: [sloped, graph.doubles('map_shift', map.shift)], result: 'mapped' });
    }
    case 'log_odds':
      return addPlatt(within(graph, 'map_'), answer, map);
    case 'monotone':
      return addIsotonic(within(graph, 'map_'), answer, map);
  }
}

/** The same graph, in which all that is added has a name of its own. */
function within(graph: Graph, prefix: string): Graph {
  return {
    ...graph,
    add: (operation) => graph.add({ ...operation, result: `${prefix}${operation.result}` }),
    doubles: (name, values) => graph.doubles(`${prefix}${name}`, values),
    doubleMatrix: (name, rows) => graph.doubleMatrix(`${prefix}${name}`, rows),
    integers: (name, values) => graph.integers(`${prefix}${name}`, values),
    cast: (value, to, result) => graph.cast(value, to, `${prefix}${result}`),
  };
}

/** 1 / (1 + exp(a logit(p) + b)) = sigmoid(-a logit(p) - b). */
function addPlatt(graph: Graph, probability: string, { a, b }: Platt): string {
  const inside = addClip(graph, probability, leastProbability, 1 - leastProbability, 'inside');
  const one = graph.doubles('one', 1);
  const otherwise = graph.add({ operator: 'Sub', inputs: [one, inside], result: 'of_the_other_class' });
  const odds = graph.add({ operator: 'Div', inputs: [inside, otherwise], result: 'odds' });
  const logOdds = graph.add({ operator: 'Log', inputs: [odds], result: 'learnt_log_odds' });
  const sloped = graph.add({ operator: 'Mul', inputs: [logOdds, graph.doubles('platt_slope', -a)], result: 'sloped' });
  const moved = graph.add({ operator: 'Add', inputs: [sloped, graph.doubles('platt_shift', -b)], result: 'moved' });
  return graph.add({ operator: 'Sigmoid', inputs: [moved], result: 'calibrated' });
}

/**
 * Finds each probability's segment by counting the points up to it, [rows, points], and takes the line of that segment.
 * Outside the points it takes the nearest one's value.
 */
function addIsotonic(graph: Graph, probability: string, { x, y }: Isotonic): string {
  const segments = x.length - 1;
  const low = addClip(graph, probability, x[0], x[segments], 'within_points');
  if (segments === 0) return addClip(graph, low, y[0], y[0], 'calibrated');

  const axis = graph.integers('axis_of_points', [1]);
  const column = graph.add({
    operator: 'Unsqueeze',
    inputs: [low, axis],
    result: 'as_column',
  });
  const reached = graph.add({
    operator: 'GreaterOrEqual',
    inputs: [column, graph.doubles('points', x)],
    result: 'points_reached',
  });
  const count = graph.add({
    operator: 'ReduceSum',
    inputs: [graph.cast(reached, 'int64', 'points_reached_01'), axis],
    result: 'number_of_points_reached',
    attributes: { keepdims: 0 },
  });
  // The last point itself belongs to the last segment.
  const bounded = graph.add({
    operator: 'Min',
    inputs: [count, graph.integers('number_of_segments', segments)],
    result: 'segment_from_1',
  });
  const segment = graph.add({ operator: 'Sub', inputs: [bounded, graph.integers('first', 1)], result: 'segment' });
  const ofSegment = (name: string, value: (i: number) => number) =>
    graph.add({
      operator: 'Gather',
      inputs: [
        graph.doubles(
          `${name}s`,
          Array.from({ length: segments }, (_, i) => value(i)),
        ),
        segment,
      ],
      result: name,
    });
  const start = ofSegment('segment_start', (i) => x[i]);
  const width = ofSegment('segment_width', (i) => x[i + 1] - x[i]);
  const level = ofSegment('segment_level', (i) => y[i]);
  const rise = ofSegment('segment_rise', (i) => y[i + 1] - y[i]);
  const beyond = graph.add({ operator: 'Sub', inputs: [low, start], result: 'beyond_start' });
  const share = graph.add({ operator: 'Div', inputs: [beyond, width], result: 'share_of_segment' });
  const risen = graph.add({ operator: 'Mul', inputs: [share, rise], result: 'risen' });
  return graph.add({ operator: 'Add', inputs: [level, risen], result: 'calibrated' });
}

/** @returns the name of the value, kept inside [low, high]. */
export function addClip(graph: Graph, value: string, low: number, high: number, result: string): string {
  const bounds = [graph.doubles(`${result}_low`, low), graph.doubles(`${result}_high`, high)];
  return graph.add({ operator: 'Clip', inputs: [value, ...bounds], result });
}
