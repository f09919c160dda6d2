import type { OnnxValue } from '../../../engine/onnx/export-onnx.ts';
import { formatBytes } from '../format.ts';
import { tableLines } from '../table.ts';

export type Exported = {
  readonly model: string;
  readonly version: string;
  readonly champion: boolean;
  /** As it can be typed in the current folder. */
  readonly path: string;
  readonly byteCount: number;
  readonly replaced: boolean;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly featureNames: readonly string[];
};

export function exportLines(exported: Exported): string[] {
  const { model, version, champion, path, byteCount, replaced, inputs, outputs } = exported;
  const values = [
    ...inputs.map((value) => ({ ...value, role: 'input' })),
    ...outputs.map((value) => ({ ...value, role: 'output' })),
  ];
  return [
    `OK Exported ${model} ${version}${champion ? ' (champion)' : ''} to ${path} (${formatBytes(byteCount)})`,
    ...(replaced ? ['   It replaced an existing file.'] : []),
    '',
    ...tableLines(values, [
      { title: '', cell: ({ role }) => role },
      { title: 'Name', cell: ({ name }) => name },
      { title: 'Type', cell: ({ type }) => type },
      { title: 'Meaning', cell: ({ meaning }) => meaning },
    ]),
    '',
    'In Python (pip install onnxruntime):',
    '',
    ...pythonLines(exported).map((line) => (line === '' ? '' : `   ${line}`)),
  ];
}

function pythonLines({ path, outputs, featureNames }: Exported): string[] {
  const names = outputs.map(({ name }) => name);
  const asked = names.map((name) => JSON.stringify(name)).join(', ');
  return [
    'import json, numpy, onnxruntime',
    '',
    `model = onnxruntime.InferenceSession(${JSON.stringify(path)})`,
    'names = json.loads(model.get_modelmeta().custom_metadata_map["feature_names"])',
    'rows = numpy.full((1, len(names)), numpy.nan, dtype=numpy.float32)  # NaN: missing',
    `rows[0, names.index(${JSON.stringify(featureNames[0])})] = 0.5`,
    `${names.length === 1 ? `${names[0]},` : names.join(', ')} = model.run([${asked}], {"features": rows})`,
  ];
}
