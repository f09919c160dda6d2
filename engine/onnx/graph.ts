import {
  type AttributeProto,
  attributeTypes,
  type ElementType,
  elementTypes,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-file.ts';

/** Names of the operator sets and their versions that the files need. */
export const operatorSets = { '': 17, 'ai.onnx.ml': 3 } as const;
export type Domain = keyof typeof operatorSets;

type AttributeValue = number | string | { readonly ints: readonly number[] } | FloatsOrStrings;
type FloatsOrStrings = { readonly floats: readonly number[] } | { readonly strings: readonly string[] };

export type Operation = {
  readonly operator: string;
  readonly domain?: Domain;
  readonly inputs: readonly string[];
  /** The name of the result, which is also the node's: what people see in a viewer. */
  readonly result: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly description?: string;
};

/** Collects the nodes of a graph in the order in which they compute. Every value is known by its name. */
export type Graph = {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  /** Returns the result's name. */
  add(operation: Operation): string;
  /** Float64; without `dims` a scalar of one number or a list. Returns its name. */
  doubles(name: string, values: number | ArrayLike<number>): string;
  /** Float64 [rows, columns], given row by row. Returns its name. */
  doubleMatrix(name: string, rows: readonly (readonly number[])[]): string;
  integers(name: string, values: number | ArrayLike<number>): string;
  cast(value: string, to: ElementType, result: string): string;
};

export function createGraph(): Graph {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];

  function add({ operator, domain = '', inputs, result, attributes = {}, description = '' }: Operation): string {
    nodes.push({
      opType: operator,
      domain,
      name: result,
      input: inputs,
      output: [result],
      attribute: Object.entries(attributes).map(([name, value]) => toAttribute(name, value)),
      docString: description,
    });
    return result;
  }

  function constant(name: string, type: 'double' | 'int64', values: number | ArrayLike<number>): string {
    const scalar = typeof values === 'number';
    const list = scalar ? [values] : Array.from(values);
    const data = type === 'double' ? { doubleData: list } : { int64Data: list };
    initializers.push({ name, dims: scalar ? [] : [list.length], dataType: elementTypes[type], ...data });
    return name;
  }

  return {
    nodes,
    initializers,
    add,
    doubles: (name, values) => constant(name, 'double', values),
    doubleMatrix(name, rows) {
      const dims = [rows.length, rows[0]?.length ?? 0];
      initializers.push({ name, dims, dataType: elementTypes.double, doubleData: rows.flat() });
      return name;
    },
    integers: (name, values) => constant(name, 'int64', values),
    cast: (value, to, result) =>
      add({ operator: 'Cast', inputs: [value], result, attributes: { to: elementTypes[to] } }),
  };
}

function toAttribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') return { name, type: attributeTypes.string, s: value };
  if ('ints' in value) return { name, type: attributeTypes.ints, ints: value.ints };
  if ('floats' in value) return { name, type: attributeTypes.floats, floats: value.floats };
  return { name, type: attributeTypes.strings, strings: value.strings };
}

/** An input or output. Its first dimension, the rows, is free. */
export function tensorInfo(name: string, type: ElementType, width: number | null, docString: string): ValueInfoProto {
  const rows = { dimParam: 'rows' };
  const dim = width === null ? [rows] : [rows, { dimValue: width }];
  return { name, docString, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
