import { damagedArtifact, decodeArtifact, encodeArtifact } from './artifact.ts';
import { calibrationFromJson } from './calibration/calibration.ts';
import { scoreIntervalFromJson } from './calibration/interval.ts';
import { type EngineName, engineNames, type Matrix, type Parameters, type Task, tasks } from './estimator.ts';
import { estimator } from './estimators.ts';
import { createPredictor, type Finish, type Predictor, type PredictorDescription } from './predictor.ts';
import { preprocessorFromJson } from './preprocessor.ts';

/** Header: `kind` and the description. Payload: background rows as float64, row-major, little-endian; then the learner's bytes. */
export function encodePredictor({ description, background, saveModel }: Predictor): Uint8Array {
  const model = saveModel();
  const payload = new Uint8Array(background.values.length * 8 + model.length);
  const view = new DataView(payload.buffer);
  background.values.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  payload.set(model, background.values.length * 8);
  return encodeArtifact({ header: { kind: 'predictor', backgroundRows: background.rows, ...description }, payload });
}

/**
 * A predictor that answers exactly as the encoded one did. Nothing of the learner's library is loaded.
 * @throws EngineError `artifact_damaged`.
 */
export async function loadPredictor(bytes: Uint8Array): Promise<Predictor> {
  const { header, payload } = decodeArtifact(bytes);
  if (header.kind !== 'predictor') throw damagedArtifact(`it is a ${String(header.kind)}, expected a predictor`);
  const description = descriptionFromJson(header);
  const columns = description.featureNames.length;
  const { backgroundRows } = header;
  if (!isCount(backgroundRows) || backgroundRows * columns * 8 > payload.length) {
    throw damagedArtifact('its background rows are incomplete');
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const background: Matrix = {
    rows: backgroundRows,
    columns,
    values: Float64Array.from({ length: backgroundRows * columns }, (_, i) => view.getFloat64(i * 8, true)),
  };
  const model = await estimator(description.engine).load(payload.slice(background.values.length * 8), description.task);
  return createPredictor(description, model, background);
}

function descriptionFromJson(json: Readonly<Record<string, unknown>>): PredictorDescription {
  const { engine, task, featureNames, parameters, seed, rows, trainedRows } = json;
  const preprocessor = preprocessorFromJson(json.preprocessor);
  if (
    !engineNames.includes(engine as EngineName) ||
    !tasks.includes(task as Task) ||
    !Array.isArray(featureNames) ||
    !featureNames.every((name) => typeof name === 'string') ||
    featureNames.length !== preprocessor.columns.length ||
    typeof parameters !== 'object' ||
    parameters === null ||
    !Object.values(parameters).every(Number.isFinite) ||
    !isCount(seed) ||
    !isCount(rows) ||
    !isCount(trainedRows)
  ) {
    throw damagedArtifact('its description is incomplete');
  }
  return {
    engine: engine as EngineName,
    task: task as Task,
    featureNames,
    parameters: parameters as Parameters,
    seed,
    rows,
    trainedRows,
    preprocessor,
    finish: finishFromJson(json.finish, task as Task),
  };
}

function finishFromJson(json: unknown, task: Task): Finish {
  const { task: ofFinish, range, interval, calibration, threshold } = (json ?? {}) as Record<string, unknown>;
  if (ofFinish !== task) throw damagedArtifact('its outputs are for another task');
  if (task === 'regression') {
    const bounded = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite);
    if (range !== null && !bounded) throw damagedArtifact('its range is incomplete');
    return { task, range: range as [number, number] | null, interval: scoreIntervalFromJson(interval) };
  }
  const { value, margin } = (threshold ?? {}) as Record<string, unknown>;
  if (typeof value !== 'number' || typeof margin !== 'number') throw damagedArtifact('its threshold is incomplete');
  return { task, calibration: calibrationFromJson(calibration), threshold: { value, margin } };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
