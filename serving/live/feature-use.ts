import { isPerennialError, type PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Definitions } from '../../models/definition.ts';
import { definitions as ofThisRelease } from '../../models/registry.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { currentExperiment } from '../../store/experiments/experiments.ts';
import { servedBefore } from '../../store/training/deployments.ts';
import { type ModelVersion, readChampion, readVersionById } from '../../store/training/versions.ts';
import { describeVersion } from './load-version.ts';
import { requireServable } from './require-servable.ts';

export type VersionRole = 'champion' | 'challenger' | 'waiting' | 'before';
/** A version that serves, or may serve without another training. before: the version that a rollback returns to. */
export type KeptVersion = { readonly version: ModelVersion; readonly role: VersionRole };

export type FeatureUse = {
  readonly kept: readonly KeptVersion[];
  /** Kept versions that this release can't serve, and why. */
  readonly unservable: readonly (KeptVersion & { readonly error: PerennialError })[];
  /** Each retired feature, with the kept versions that read it. If there are none, it may be deleted. */
  readonly retired: readonly { readonly feature: string; readonly readBy: readonly KeptVersion[] }[];
};

/** The features of this release that the database's versions need. */
export async function readFeatureUse(
  { database, blobs, definitions = ofThisRelease }: Dependencies,
  model: ModelName,
): Promise<FeatureUse> {
  const definition = definitions[model];
  const kept = await keptVersions(database, model);
  const unservable: (KeptVersion & { error: PerennialError })[] = [];
  const read = new Map<KeptVersion, readonly string[]>();
  for (const each of kept) {
    try {
      const description = await describeVersion(each.version, blobs);
      read.set(each, description.featureNames);
      requireServable(each.version, description, definition);
    } catch (error) {
      if (!isPerennialError(error)) throw error;
      unservable.push({ ...each, error });
    }
  }
  const retired = definition.features
    .filter((feature) => feature.retired === true)
    .map(({ name }) => ({ feature: name, readBy: kept.filter((each) => read.get(each)?.includes(name)) }));
  return { kept, unservable, retired };
}

type Dependencies = { readonly database: Database; readonly blobs: Blobs; readonly definitions?: Definitions };

/** Each version once, in its most important role. */
async function keptVersions(database: Database, model: ModelName): Promise<KeptVersion[]> {
  const champion = await readChampion(database, model);
  if (champion === null) return [];
  const challenger = (await currentExperiment(database, model, 'under_way'))?.challengerVersionId ?? null;
  const waiting = (await currentExperiment(database, model, 'waiting'))?.challengerVersionId ?? null;
  const roles: readonly (readonly [VersionRole, number | null])[] = [
    ['champion', champion.id],
    ['challenger', challenger],
    ['waiting', waiting],
    ['before', await servedBefore(database, champion)],
  ];
  const found = new Map<number, KeptVersion>();
  for (const [role, id] of roles)
    if (id !== null && !found.has(id)) found.set(id, { version: await readVersionById(database, id), role });
  return [...found.values()];
}
