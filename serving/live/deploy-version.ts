import type { Act } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Definitions } from '../../models/definition.ts';
import { definitions as ofThisRelease } from '../../models/registry.ts';
import { recordAct } from '../../store/access/audit.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database, EntityManager } from '../../store/database/database.ts';
import {
  type Deployment,
  type NewDeployment,
  servedBefore,
  deployVersion as storeDeployment,
} from '../../store/training/deployments.ts';
import {
  type ModelVersion,
  readChampion,
  readVersion,
  readVersionById,
  readVersions,
} from '../../store/training/versions.ts';
import { requireGoldenRows } from './golden-rows.ts';
import { loadVersion, noChampion } from './load-version.ts';
import { requireServable } from './require-servable.ts';

export type Deployer = {
  readonly database: Database;
  readonly blobs: Blobs;
  /** true: versions trained on synthetic rows are refused. */
  readonly production: boolean;
  /** Default: this release's. */
  readonly definitions?: Definitions;
};

/** Who requests it and why; the audit stores both. */
export type DeploymentRequest = {
  readonly model: ModelName;
  /** A version's name. Deploy: the newest by default. Roll back: by default the version that served before. */
  readonly version?: string;
  readonly actor: string;
  readonly reason: string;
  readonly act?: Act | undefined;
};

export type Deployed = {
  readonly deployment: Deployment;
  readonly version: ModelVersion;
  readonly previous: string | null;
  /** Rows that the loaded file answered bit for bit; 0: the version was trained before golden rows were stored. */
  readonly goldenRows: number;
};

/**
 * Checks the loaded artifact on its golden rows, then moves the pointer and writes the audit row in one transaction, of which
 * `also` is a part. Nothing is copied or trained: the named bytes serve.
 */
export async function deployVersion(
  { database, blobs, production, definitions }: Deployer,
  deployment: NewDeployment,
  also: (em: EntityManager) => Promise<void> = async () => {},
): Promise<Deployed> {
  const { model, versionId } = deployment;
  const version = await readVersionById(database, versionId);
  if (production && version.synthetic) throw syntheticInProduction(model);
  const proof = await proveVersion(version, blobs, definitions);
  const evidence = { ...(deployment.evidence as object), ...proof };
  const moved = await database.em().transactional(async (em) => {
    const row = await storeDeployment(em, { ...deployment, evidence });
    await also(em);
    return row;
  });
  const previous = moved.previousVersionId === null ? null : await readVersionById(database, moved.previousVersionId);
  return { deployment: moved, version, previous: previous?.name ?? null, goldenRows: proof.goldenRows };
}

/**
 * Loads the stored file and checks its golden rows; the number of rows is evidence of the deployment.
 *
 * @throws PerennialError `artifact_damaged`, `unknown_features`
 */
export async function proveVersion(
  version: ModelVersion,
  blobs: Blobs,
  definitions: Definitions = ofThisRelease,
): Promise<{ readonly artifact: string; readonly goldenRows: number }> {
  const predictor = await loadVersion(version, blobs);
  try {
    requireServable(version, predictor.description, definitions[version.model]);
    return { artifact: version.artifactHash, goldenRows: requireGoldenRows(version, predictor) };
  } finally {
    predictor.free();
  }
}

/** @throws PerennialError `version_not_found`, `already_deployed`, `artifact_damaged`, `unknown_features`, `synthetic_in_production` */
export async function deployByHand(deployer: Deployer, request: DeploymentRequest, key: string): Promise<Deployed> {
  const { database } = deployer;
  const version = await askedVersion(database, request, () => newestVersion(database, request.model));
  return await moveByHand(deployer, request, version, { key, action: 'deploy', evidence: { byHand: true } });
}

/** @throws PerennialError `model_not_found`, `version_not_found` if none served before, `already_deployed`, `artifact_damaged` */
export async function rollBackByHand(deployer: Deployer, request: DeploymentRequest, key: string): Promise<Deployed> {
  const { database } = deployer;
  const champion = await readChampion(database, request.model);
  if (champion === null) throw noChampion(request.model);
  const version = await askedVersion(database, request, () => versionBefore(database, champion));
  const evidence = { byHand: true, from: champion.name };
  return await moveByHand(deployer, request, version, { key, action: 'rollback', evidence });
}

function askedVersion(
  database: Database,
  { model, version }: DeploymentRequest,
  otherwise: () => Promise<ModelVersion>,
): Promise<ModelVersion> {
  return version === undefined ? otherwise() : readVersion(database, model, version);
}

async function moveByHand(
  deployer: Deployer,
  { model, actor, reason, act }: DeploymentRequest,
  version: ModelVersion,
  move: Pick<NewDeployment, 'key' | 'action' | 'evidence'>,
): Promise<Deployed> {
  await requireOther(deployer.database, version);
  const deployment = { ...move, model, versionId: version.id, actor, reason };
  const details = { version: version.name, reason };
  return await deployVersion(deployer, deployment, (em) => recordAct(em, act && { ...act, target: model, details }));
}

async function newestVersion(database: Database, model: ModelName): Promise<ModelVersion> {
  const [newest] = await readVersions(database, model, 1);
  if (newest === undefined) throw noChampion(model);
  return newest;
}

async function versionBefore(database: Database, champion: ModelVersion): Promise<ModelVersion> {
  const id = await servedBefore(database, champion);
  if (id !== null) return await readVersionById(database, id);
  throw new PerennialError(
    'version_not_found',
    `No version of ${champion.model} served before ${champion.name}.`,
    'Name a version: npx perennial models lists them.',
    { model: champion.model, version: champion.name },
  );
}

async function requireOther(database: Database, { id, model, name }: ModelVersion): Promise<void> {
  const champion = await readChampion(database, model);
  if (champion?.id !== id) return;
  throw new PerennialError(
    'already_deployed',
    `Version ${name} of ${model} is already deployed.`,
    'Name another version: npx perennial models lists them.',
    { model, version: name },
  );
}

export function syntheticInProduction(model: ModelName): PerennialError {
  return new PerennialError(
    'synthetic_in_production',
    `The training data of ${model} contains synthetic rows; with NODE_ENV=production such a model is not deployed.`,
    "Import the business's own history (npx perennial import) into a database without generated rows.",
    { model },
  );
}
