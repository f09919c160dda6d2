import type { OpenPhase } from '../../contract/messages.ts';
import { isPerennialError } from '../../domain/errors.ts';
import { planExperiment } from '../../domain/experiment/plan-experiment.ts';
import type { ModelName } from '../../domain/models.ts';
import {
  currentExperiment,
  type Experiment,
  openExperiment,
  readEvents,
  readLooks,
  readPhases,
} from '../../store/experiments/experiments.ts';
import { readChampion, readVersionById } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { compareScores } from './compare-scores.ts';
import { lostWait } from './lost-wait.ts';
import { measureTraffic } from './measure-traffic.ts';

/** Opens the experiment that the gate runs next. */
export function createOpenNextActivities(dependencies: ActivityDependencies) {
  const { database, log } = dependencies;

  /** Plans the sample from measured traffic, learns how the scores of the two models map, and starts the first phase. */
  async function open(experiment: Experiment): Promise<void> {
    const { id, model, config } = experiment;
    const now = new Date();
    const champion = await readChampion(database, model);
    const traffic = await measureTraffic(dependencies, { model, config, now });
    const plan = planExperiment({ config, ...traffic });
    const championVersionId = champion?.id ?? experiment.championVersionId;
    const scoreMap =
      dependencies.definitions[model].armsCompete === true && champion !== null
        ? await compareScores(
            dependencies,
            champion,
            await readVersionById(database, experiment.challengerVersionId),
            now,
          )
        : null;
    await openExperiment(database, id, {
      championVersionId,
      plan,
      scoreMap,
      now,
      key: `${id}/started`,
      actor: 'gate',
      reason: plan.reason,
    });
    log.info(happened('experiment_started', { experiment: id, ...plan }));
  }

  return {
    /** The current experiment (if its workflow was lost), otherwise the waiting one, opened now; null if there is neither. */
    openNextExperiment({ model }: { readonly model: ModelName }): Promise<OpenPhase | null> {
      return beating(async () => {
        // what is opened now begins with a whole wait; what was under way goes on where it was
        let opened = false;
        for (;;) {
          const underWay = await currentExperiment(database, model, 'under_way');
          if (underWay !== null) return await openPhaseOf(underWay, opened);
          const waiting = await currentExperiment(database, model, 'waiting');
          if (waiting === null) return null;
          await open(waiting).catch(unlessSuperseded);
          opened = true;
        }
      });
    },
  };

  async function openPhaseOf(experiment: Experiment, opened: boolean): Promise<OpenPhase> {
    const { id, model, config } = experiment;
    const phases = await readPhases(database, id);
    const last = phases[phases.length - 1];
    const looks = (await readLooks(database, id)).filter(({ phase }) => phase === last.number);
    const events = await readEvents(database, id);
    const { remaining, ...where } = lostWait(experiment, { phase: last, looks, events }, new Date());
    const champion = await readVersionById(database, experiment.championVersionId);
    const challenger = await readVersionById(database, experiment.challengerVersionId);
    return {
      experimentId: id,
      title: `${model}: challenger ${challenger.name} against champion ${champion.name}`,
      phase: last.number,
      looks: looks.length,
      ...where,
      ...(opened ? {} : { remaining }),
      lookEvery: config.lookEveryDays * config.dayMs,
      washout: config.attributionDays * config.dayMs,
      frozenFor: config.frozenDays * config.dayMs,
      pausedFor: config.maximumDays * config.dayMs,
    };
  }
}

/** A newer challenger may take the slot while the older one is being opened; the newer one is then next. */
function unlessSuperseded(error: unknown): void {
  if (!isPerennialError(error) || error.code !== 'experiment_conflict') throw error;
}
