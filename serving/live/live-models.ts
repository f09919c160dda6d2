import { isPerennialError } from '../../domain/errors.ts';
import type { ScoreMap } from '../../domain/experiment/score-map.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Definitions } from '../../models/definition.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { readServingState, type ServingState } from '../../store/predictions/serving-state.ts';
import { type ModelVersion, readVersionById } from '../../store/training/versions.ts';
import { type LoadedModel, noChampion } from './load-version.ts';
import { createModelCache } from './model-cache.ts';
import { requireServable } from './require-servable.ts';

/** The models that serve at one moment. A request keeps them until its end, whatever is deployed meanwhile. */
export type LiveModel = { readonly champion: LoadedModel; readonly trial: Trial | null };

/** The open phase of the experiment against this champion. */
export type Trial = {
  readonly experimentId: string;
  readonly phase: number;
  readonly challengerShare: number;
  readonly salt: string;
  readonly challenger: LoadedModel;
  readonly scoreMap: ScoreMap | null;
  /** From then on the champion serves all, until a look at the experiment succeeds. */
  readonly guardedUntil: Date;
};

/** The deployed models in memory, as of the last `refresh`. */
export type LiveModels = {
  /**
   * @throws PerennialError `model_not_found` before the first deployment; if nothing serves yet, the reason why the deployed
   *   version can't: `unknown_features`, `artifact_damaged`, `not_found`
   */
  of(model: ModelName): LiveModel;
  /** Any version, even an old one with other features. @throws PerennialError `version_not_found`, `not_found`, `artifact_damaged` */
  version(id: number): Promise<LoadedModel>;
  /** Resolves when what was deployed at the call serves. @throws PerennialError `database_unavailable`; loaded models keep serving. */
  refresh(): Promise<void>;
  /** In words, versions that should serve but can't. */
  problems(): string[];
  /** Models of which a version is deployed and none serves here. */
  unserved(): ModelName[];
};

export type ServingLog = {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type LiveModelsDependencies = {
  readonly database: Database;
  readonly blobs: Blobs;
  /** Default: this release's. */
  readonly definitions?: Definitions;
  readonly log?: ServingLog;
  readonly clock?: () => Date;
};

type Failure = { readonly version: ModelVersion; readonly error: unknown };

export function createLiveModels(dependencies: LiveModelsDependencies): LiveModels {
  const { database, blobs, definitions, log, clock = () => new Date() } = dependencies;
  const load = createModelCache(blobs, definitions);
  let live: ReadonlyMap<ModelName, LiveModel> = new Map();
  let failures: readonly Failure[] = [];
  let reading: Promise<void> = Promise.resolve();
  let queued: Promise<void> | undefined;

  async function read(): Promise<void> {
    const failing: Failure[] = [];
    async function attempt(version: ModelVersion): Promise<LoadedModel | null> {
      try {
        const loaded = await load(version);
        requireServable(version, loaded.predictor.description, loaded.definition);
        return loaded;
      } catch (error) {
        failing.push({ version, error });
        return null;
      }
    }
    async function become({ model, champion, trial }: ServingState): Promise<[ModelName, LiveModel | undefined]> {
      const loaded = await attempt(champion);
      // if the new champion can't serve, the previous one goes on; its experiment is over
      const before = live.get(model);
      if (loaded === null) return [model, before && { ...before, trial: null }];
      // without the challenger nobody is exposed here: if the champion served its share, the experiment would be biased
      const challenger = trial && (await attempt(trial.challenger));
      return [model, { champion: loaded, trial: trial && challenger && { ...trial, challenger } }];
    }
    const states = await readServingState(database);
    const became = await Promise.all(states.map(become));
    live = new Map(became.filter((entry): entry is [ModelName, LiveModel] => entry[1] !== undefined));
    for (const { version, error } of failing) {
      if (failures.some((known) => known.version.id === version.id)) continue;
      log?.error({ error, model: version.model, version: version.name }, describe({ version, error }));
    }
    failures = failing;
  }

  return {
    of(model) {
      const found = live.get(model);
      if (found !== undefined) return guarded(found, clock());
      throw failures.find(({ version }) => version.model === model)?.error ?? noChampion(model);
    },
    version: async (id) => load(await readVersionById(database, id)),
    refresh() {
      // one read at a time; calls during a read share the next one, which begins after them
      queued ??= reading
        .catch(() => {})
        .then(() => {
          queued = undefined;
          reading = read();
          return reading;
        });
      return queued;
    },
    problems: () => failures.map(describe),
    unserved: () => [...new Set(failures.map(({ version }) => version.model))].filter((model) => !live.has(model)),
  };
}

/** Checked at every request, from memory: a database that is away must not keep an unguarded challenger in service. */
function guarded(live: LiveModel, now: Date): LiveModel {
  return live.trial === null || now < live.trial.guardedUntil ? live : { ...live, trial: null };
}

/** The models as deployed now, for a command that runs once. */
export async function readLiveModels(dependencies: LiveModelsDependencies): Promise<LiveModels> {
  const live = createLiveModels(dependencies);
  await live.refresh();
  return live;
}

/** The health check shows this without a token, so it leaves out errors of files and servers, which may name hosts. */
function describe({ version: { model, name }, error }: Failure): string {
  if (isPerennialError(error) && error.code === 'unknown_features') return error.message;
  return `${model} ${name} can't be loaded`;
}
