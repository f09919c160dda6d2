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
  /** Columns of the input `features`. */
  readonly featureNames: readonly string[];
  /** Each has an input of its own. */
  readonly categories: readonly { readonly name: string; readonly levels: readonly string[] }[];
};

export function exportLines(exported: Exported, width: number | null = null): string[] {
  const { model, version, champion, path, byteCount, replaced, inputs, outputs } = exported;
  const values = [
    ...inputs.map((value) => ({ ...value, role: 'input' })),
    ...outputs.map((value) => ({ ...value, role: 'output' })),
  ];
  return [
    `OK Exported ${model} ${version}${champion ? ' (champion)' : ''} to ${path} (${formatBytes(byteCount)})`,
    ...(replaced ? ['   It replaced an existing file.'] : []),
    '',
    ...tableLines(
      values,
      [
        { title: '', cell: ({ role }) => role },
        { title: 'Name', cell: ({ name }) => name },
        { title: 'Type', cell: ({ type }) => type },
        { title: 'Meaning', cell: ({ meaning }) => meaning, folds: true },
      ],
      '',
      width,
    ),
    '',
    'In Python (pip install onnxruntime):',
    '',
    ...pythonLines(exported).map((line) => (line === '' ? '' : `   ${line}`)),
  ];
}

function pythonLines({ path, outputs, featureNames, categories }: Exported): string[] {
  const names = outputs.map(({ name }) => name);
  const asked = names.map((name) => JSON.stringify(name)).join(', ');
  return [
    'import json, numpy, onnxruntime',
    '',
    `model = onnxruntime.InferenceSession(${JSON.stringify(path)})`,
    'about = model.get_modelmeta().custom_metadata_map',
    'names = json.loads(about["feature_names"])',
    '# NaN and "": missing',
    'rows = numpy.full((1, len(names)), numpy.nan, dtype=numpy.float32)',
    `rows[0, names.index(${JSON.stringify(featureNames[0])})] = 0.5`,
    ...(categories.length === 0
      ? []
      : [
          'texts = {',
          '    each.name: numpy.array([""], dtype=object)',
          '    for each in model.get_inputs()',
          '    if each.name != "features"',
          '}',
          `texts[${JSON.stringify(categories[0].name)}][0] = ${JSON.stringify(categories[0].levels[0] ?? '')}`,
        ]),
    `${names.length === 1 ? `${names[0]},` : names.join(', ')} = model.run([${asked}], {"features": rows${categories.length === 0 ? '' : ', **texts'}})`,
  ];
}
