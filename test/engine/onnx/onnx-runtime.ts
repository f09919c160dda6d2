import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Matrix } from '../../../engine/data/matrix.ts';
import type { OnnxLabels } from '../../../engine/onnx/export-onnx.ts';

export const labels: OnnxLabels = {
  model: 'churn',
  version: '2026-11-22.1',
  producerVersion: '1.2.3',
  description: 'Who is leaving.',
  output: 'probability to leave',
  features: { age: { unit: 'days', description: 'Since the contact was created' } },
};

/**
 * What onnxruntime, an independent implementation of the format, computes for rows of float32 features.
 *
 * @param texts of the categories by their names; null is missing.
 */
export async function runOnnx(
  bytes: Uint8Array,
  x: Matrix,
  texts: Readonly<Record<string, readonly (string | null)[]>> = {},
): Promise<{ readonly output: number[]; readonly positive: number[] | null }> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 2 });
  try {
    const features = new Tensor('float32', Float32Array.from(x.values), [x.rows, x.columns]);
    const categories = Object.entries(texts).map(([name, ofRows]) => [
      name,
      new Tensor(
        'string',
        ofRows.map((text) => text ?? ''),
        [x.rows],
      ),
    ]);
    const { score, probability, positive } = await session.run({ features, ...Object.fromEntries(categories) });
    return {
      output: Array.from((score ?? probability).data as Float32Array),
      positive: positive === undefined ? null : Array.from(positive.data as Uint8Array, Number),
    };
  } finally {
    await session.release();
  }
}
