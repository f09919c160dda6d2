import { PerennialError } from '../../domain/errors.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import type { ModelVersion } from '../../store/training/versions.ts';

/**
 * Answers the golden rows one by one and in a batch: the loaded model must reproduce, bit for bit, what it answered before it
 * was stored. If another machine, a newer program or a damaged file changes an answer, it shows here and not in production.
 *
 * @throws PerennialError `artifact_damaged` naming the row.
 */
export function requireGoldenRows({ model, name, golden }: ModelVersion, predictor: Predictor): number {
  if (golden === null) return 0;
  const columns = predictor.description.featureNames.length;
  const rows = golden.features.map((row) => Float64Array.from(row, (value) => value ?? Number.NaN));
  const values = Float64Array.from(rows.flatMap((row) => [...row]));
  const together = predictor.predict({ rows: rows.length, columns, values }).output;
  for (const [at, row] of rows.entries()) {
    const expected = golden.outputs[at];
    const [alone] = predictor.predict({ rows: 1, columns, values: row }).output;
    if (Object.is(alone, expected) && Object.is(together[at], expected)) continue;
    throw new PerennialError(
      'artifact_damaged',
      `Version ${name} of ${model} answers ${Object.is(alone, expected) ? together[at] : alone} for its golden row ${at + 1}, where it answered ${expected} when it was trained.`,
      'It was not deployed. Train again: npx perennial train',
      { model, version: name, row: at + 1 },
    );
  }
  return rows.length;
}
