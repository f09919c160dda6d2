import { createHash } from 'node:crypto';
import { calibrationFromJson } from '../calibration/calibration.ts';
import { scoreIntervalFromJson } from '../calibration/interval.ts';
import { outputMapFromJson } from '../calibration/output-map.ts';
import { encodingFromJson } from '../categories/attribute-encoding.ts';
import type { Parameters } from '../data/parameters.ts';
import { preprocessorFromJson } from '../data/preprocessor.ts';
import { type EngineName, engineNames } from '../engine-names.ts';
import { estimator } from '../estimators.ts';
import { createPredictor, type Finish, type Predictor, type PredictorDescription } from '../predictor/predictor.ts';
import { type Task, tasks } from '../task.ts';
import { damagedArtifact, decodeArtifact, encodeArtifact, isCount } from './artifact.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * The header holds the description and a hash of the schema; the only section is the learner's own bytes. A mapped model is of another kind,
 * which releases that would leave out its map refuse.
 */
export function encodePredictor({ description, saveModel }: Predictor): Uint8Array {
  const kind = description.finish.map === undefined ? 'predictor' : 'mapped_predictor';
  const header = { kind, schema: schemaHash(description), ...description };
  return encodeArtifact({ header, sections: { model: saveModel() } });
}

/** What a model takes and what it answers: the names of the features, in order, and the task. */
type Schema = Pick<PredictorDescription, 'featureNames' | 'task'>;

/** SHA-256, hexadecimal. */
function schemaHash({ featureNames, task }: Schema): string {
  return createHash('sha256').update(canonicalJson({ featureNames, task })).digest('hex');
}

/**
 * A predictor that answers exactly as the encoded one did. The learner's library is not loaded.
 * @throws EngineError `artifact_damaged`
 */
export async function loadPredictor(bytes: Uint8Array): Promise<Predictor> {
  const { description, model } = decodePredictor(bytes);
  return createPredictor(description, await estimator(description.engine).load(model, description.task));
}

/** What a saved model says about itself; the learner is left alone. @throws EngineError `artifact_damaged` */
export function readDescription(bytes: Uint8Array): PredictorDescription {
  return decodePredictor(bytes).description;
}

function decodePredictor(bytes: Uint8Array): { description: PredictorDescription; model: Uint8Array } {
  const { header, sections } = decodeArtifact(bytes);
  if (header.kind !== 'predictor' && header.kind !== 'mapped_predictor')
    throw damagedArtifact(`it is a ${String(header.kind)}, expected a predictor`);
  const description = descriptionFromJson(header);
  if (header.schema !== schemaHash(description)) throw damagedArtifact('its schema is not that of its features');
  if (!(sections.model instanceof Uint8Array)) throw damagedArtifact('it has no learner');
  return { description, model: sections.model };
}

function descriptionFromJson(json: Readonly<Record<string, unknown>>): PredictorDescription {
  const { engine, task, featureNames, parameters, seed, rows, trainedRows, typical, centre, diagnostics } = json;
  const preprocessor = preprocessorFromJson(json.preprocessor);
  const columns = preprocessor.columns.length;
  if (
    !engineNames.includes(engine as EngineName) ||
    !tasks.includes(task as Task) ||
    !Array.isArray(featureNames) ||
    !featureNames.every((name) => typeof name === 'string') ||
    typeof parameters !== 'object' ||
    parameters === null ||
    !Object.values(parameters).every(Number.isFinite) ||
    !isCount(seed) ||
    !isCount(rows) ||
    !isCount(trainedRows) ||
    !areNumbers(typical, featureNames.length) ||
    !(centre === null || areNumbers(centre, columns)) ||
    !isDiagnostics(diagnostics)
  ) {
    throw damagedArtifact('its description is incomplete');
  }
  const encoding = json.encoding === undefined ? undefined : encodingFromJson(json.encoding, featureNames.length);
  if (columns !== (encoding?.features ?? featureNames).length) throw damagedArtifact('its columns are incomplete');
  return {
    engine: engine as EngineName,
    task: task as Task,
    featureNames,
    parameters: parameters as Parameters,
    seed,
    rows,
    trainedRows,
    ...(encoding && { encoding }),
    preprocessor,
    finish: finishFromJson(json.finish, task as Task),
    typical,
    centre,
    diagnostics,
  };
}

function finishFromJson(json: unknown, task: Task): Finish {
  const { task: ofFinish, range, interval, calibration, threshold, map } = (json ?? {}) as Record<string, unknown>;
  if (ofFinish !== task) throw damagedArtifact('its outputs are for another task');
  const mapped = map === undefined ? {} : { map: outputMapFromJson(map) };
  if (task === 'regression') {
    const bounded = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite);
    if (range !== null && !bounded) throw damagedArtifact('its range is incomplete');
    return { task, range: range as [number, number] | null, interval: scoreIntervalFromJson(interval), ...mapped };
  }
  const { value, margin } = (threshold ?? {}) as Record<string, unknown>;
  if (typeof value !== 'number' || typeof margin !== 'number') throw damagedArtifact('its threshold is incomplete');
  return { task, calibration: calibrationFromJson(calibration), threshold: { value, margin }, ...mapped };
}

function areNumbers(value: unknown, count: number): value is number[] {
  return Array.isArray(value) && value.length === count && value.every(Number.isFinite);
}

function isDiagnostics(value: unknown): value is PredictorDescription['diagnostics'] {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((entry) => typeof entry === 'boolean' || Number.isFinite(entry));
}
