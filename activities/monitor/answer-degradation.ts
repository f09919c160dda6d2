import { defaultTrainingOptions } from '../../contract/messages.ts';
import type { DegradationAnswer, DegradationStep } from '../../contract/watch-messages.ts';
import { gapInLabels, readArrived } from '../../control/read-gaps.ts';
import { retrainIdOfFiring } from '../../control/retrain-id.ts';
import type { TrainingControl } from '../../control/training-control.ts';
import {
  type DegradationDecision,
  type DegradationFacts,
  decideAnswer,
  presentBegan,
  type ServingVersion,
} from '../../domain/degradation.ts';
import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Gap } from '../../domain/monitoring/arrivals.ts';
import { utcMinute } from '../../domain/utc-minute.ts';
import {
  readConceptChanges,
  readDegradations,
  readServingVersion,
  readTrainingsSince,
  recordAnswer,
  recordConceptChange,
} from '../../store/alerts/degradations.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';

/** A model whose degradation was judged. */
type Judged = { readonly facts: DegradationFacts; readonly decision: DegradationDecision };

/**
 * Runs after the models were measured. It trains the degraded models again in one retrain, except those that were trained
 * recently, and records the answer on their incidents. Where labels prove a champion wrong, it records since when, for
 * `extract` and `gate`. A repeated call starts no second retrain, because the retrain's id follows from the monitoring.
 */
export function createAnswerDegradationActivities(
  { database, log }: Pick<ActivityDependencies, 'database' | 'log'>,
  control: Pick<TrainingControl, 'start'>,
) {
  async function judge(model: ModelName, step: DegradationStep, gaps: readonly Gap[]): Promise<Judged | null> {
    const { windowDays, cooldownDays } = step;
    const now = new Date(step.requestedAt);
    const champion = await readServingVersion(database, model);
    if (champion === null) return null;
    const degradations = await readDegradations(database, model);
    const trainings = await readTrainingsSince(database, model, new Date(now.getTime() - cooldownDays * 86_400_000));
    const gap = gapInLabels(gaps, model, now);
    const facts = { model, champion, degradations, trainings, gap, now, cooldownDays };
    const decision = decideAnswer(facts);
    if (decision === null) return null;
    const proof = presentBegan(degradations, champion, windowDays);
    if (proof !== null) {
      const began = { ...proof, since: await beganFor(champion, proof.since) };
      await recordConceptChange(database, { ...began, model, versionId: champion.id, recordedAt: now });
      log.warn(happened('concept_changed', { model, version: champion.name, ...began }));
    }
    return { facts, decision };

    /** A version that was wrong from its first day on proves no change of its own: it learnt too little of the last one. */
    async function beganFor({ id, deployedAt }: ServingVersion, since: Date): Promise<Date> {
      const known = (await readConceptChanges(database, model)).find(({ versionId }) => versionId !== id);
      return since < deployedAt && known !== undefined && known.since < since ? known.since : since;
    }
  }

  /** @returns null if another training is under way. */
  async function start(models: readonly ModelName[], reason: string, retrainId: string): Promise<string | null> {
    try {
      const request = { models, options: defaultTrainingOptions, trigger: 'degradation', reason, retrainId } as const;
      return (await control.start(request)).retrainId;
    } catch (error) {
      if (!isPerennialError(error) || error.code !== 'training_in_progress') throw error;
      return null;
    }
  }

  return {
    answerDegradation(step: DegradationStep): Promise<DegradationAnswer[]> {
      return beating(async (signal) => {
        const asked = retrainIdOfFiring(step.monitor, new Date(step.requestedAt));
        const before = await readRetrain(database, asked);
        const { gaps } = await readArrived(database, new Date(step.requestedAt), { signal });
        const judged: Judged[] = [];
        for (const model of step.models) {
          const one = await judge(model, step, gaps);
          if (one !== null) judged.push(one);
        }
        // an earlier attempt may have started the retrain already
        const due = judged.filter(({ facts: { model }, decision: { action } }) =>
          before === null ? action === 'retrain' : before.models.includes(model),
        );
        const reason = due.map(({ decision }) => decision.reason).join(' ');
        const started =
          due.length === 0
            ? null
            : await start(
                due.map(({ facts }) => facts.model),
                reason,
                asked,
              );
        const answers: DegradationAnswer[] = [];
        for (const one of judged) {
          const answer = wordAnswer(one, due.includes(one), started);
          const incidentIds = one.facts.degradations.map(({ incidentId }) => incidentId);
          const { said, retrainId } = answer;
          await recordAnswer(database, incidentIds, { answer: said, ...(retrainId === null ? {} : { retrainId }) });
          log.info(happened('degradation_answered', { ...answer, incidentIds }));
          answers.push(answer);
        }
        return answers;
      });
    },
  };
}

function wordAnswer({ facts, decision }: Judged, due: boolean, started: string | null): DegradationAnswer {
  const answer = { model: facts.model, retrainId: null, notBefore: null } as const;
  if (due && started !== null) {
    const said = `Trained again since ${utcMinute(facts.now)} UTC, run ${started}.`;
    return { ...answer, outcome: 'started', retrainId: started, said };
  }
  switch (decision.action) {
    case 'retrain': {
      const said = 'Another training is under way: the next monitoring decides again.';
      return { ...answer, outcome: 'under_way', said };
    }
    case 'cool_down':
      return { ...answer, outcome: 'cooling_down', notBefore: decision.until.toISOString(), said: decision.reason };
    case 'wait':
      return { ...answer, outcome: 'waiting', said: decision.reason };
    case 'watch':
      return { ...answer, outcome: 'watching', said: decision.reason };
  }
}
