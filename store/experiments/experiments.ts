import { PerennialError } from '../../domain/errors.ts';
import {
  type ExperimentOutcome,
  type ExperimentPlan,
  type ExperimentState,
  experimentOutcomes,
  type GateConfig,
  type GateDecision,
  type PhaseNumbers,
} from '../../domain/experiment/experiment.ts';
import { type ExperimentChange, experimentChanges, underWayStates } from '../../domain/experiment/transitions.ts';
import type { ModelName } from '../../domain/models.ts';
import { entityManager, type Session } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import { lockUntilCommit } from '../training/steps.ts';
import { ChampionEntity, type Row } from '../training/training-entities.ts';
import {
  ExperimentEntity,
  ExperimentEventEntity,
  ExperimentLookEntity,
  ExperimentPhaseEntity,
} from './experiment-entities.ts';

export type Experiment = Row<typeof ExperimentEntity>;
export type ExperimentPhase = Row<typeof ExperimentPhaseEntity>;
export type ExperimentLook = Row<typeof ExperimentLookEntity>;
export type ExperimentEvent = Row<typeof ExperimentEventEntity>;

export type EventNote = {
  /** A repeated call with the same key writes nothing. */
  readonly key: string;
  readonly actor: string;
  readonly reason: string;
};

/**
 * Puts a challenger into its model's only waiting slot; a challenger that waits there already ends as superseded. Submitting
 * the same challenger again changes nothing.
 */
export async function submitExperiment(
  session: Session,
  submitted: Pick<Experiment, 'id' | 'model' | 'championVersionId' | 'challengerVersionId' | 'config'> & EventNote,
): Promise<Experiment> {
  const { key, actor, reason, ...experiment } = submitted;
  return await entityManager(session).transactional(async (em) => {
    await lockUntilCommit(em, `experiments of ${experiment.model}`);
    const known = await em.findOne(ExperimentEntity, experiment.id);
    if (known !== null) return { ...known };
    const waiting = await em.findOne(ExperimentEntity, { model: experiment.model, state: 'waiting' });
    if (waiting !== null) {
      const superseded = `A newer challenger took the waiting slot: ${experiment.id}.`;
      em.assign(waiting, { state: 'ended', outcome: 'superseded', reason: superseded, endedAt: new Date() });
      await em.flush();
      addEvent(em, waiting.id, 'superseded', { key: `${key}/supersedes`, actor, reason: superseded });
    }
    const row = em.create(ExperimentEntity, {
      ...experiment,
      config: storable(experiment.config, 'config') as GateConfig,
      state: 'waiting',
      outcome: null,
      mode: null,
      plan: null,
      scoreMap: null,
      reason: null,
      createdAt: new Date(),
      startedAt: null,
      endedAt: null,
    });
    await em.flush();
    addEvent(em, row.id, 'submitted', { key, actor, reason });
    await em.flush();
    return { ...row };
  });
}

/** Starts the first phase against the current champion. @throws PerennialError `experiment_conflict` unless it waits. */
export async function openExperiment(
  session: Session,
  id: string,
  opened: {
    readonly championVersionId: number;
    readonly plan: ExperimentPlan;
    readonly scoreMap: Experiment['scoreMap'];
    readonly now: Date;
  } & EventNote,
): Promise<void> {
  const { championVersionId, plan, scoreMap, now, ...note } = opened;
  await changeExperiment(session, id, note, 'started', (em, experiment) => {
    em.assign(experiment, { mode: plan.mode, championVersionId, plan, scoreMap, startedAt: now });
    const [challengerShare] = experiment.config.shares;
    addPhase(em, id, { number: 1, challengerShare, plannedTotal: plan.plannedTotal, startedAt: now });
  });
}

/** Opens the next phase of a running experiment: the shares and the salt of a phase never change. */
export async function openPhase(
  session: Session,
  id: string,
  phase: Pick<ExperimentPhase, 'number' | 'challengerShare' | 'plannedTotal'> & { readonly now: Date } & EventNote,
): Promise<void> {
  const { number, challengerShare, plannedTotal, now, ...note } = phase;
  await changeExperiment(session, id, note, 'phase_started', (em) => {
    addPhase(em, id, { number, challengerShare, plannedTotal, startedAt: now });
  });
}

/**
 * Ends the exposure of units in a phase: for a washout (running), on a person's command (paused), or because the numbers
 * can't be trusted (frozen).
 */
export async function closePhase(
  session: Session,
  id: string,
  closed: { readonly number: number; readonly state: 'running' | 'paused' | 'frozen'; readonly now: Date } & EventNote,
): Promise<void> {
  const { number, state, now, ...note } = closed;
  const type = state === 'running' ? 'phase_closed' : state === 'frozen' ? 'gate_invalid' : 'paused';
  await changeExperiment(session, id, note, type, async (em) => {
    await em.nativeUpdate(ExperimentPhaseEntity, { experimentId: id, number, closedAt: null }, { closedAt: now });
  });
}

/** Resumes a paused or frozen experiment; the next phase opens after a washout. */
export async function resumeExperiment(session: Session, id: string, note: EventNote): Promise<void> {
  await changeExperiment(session, id, note, 'resumed', () => {});
}

export async function endExperiment(
  session: Session,
  id: string,
  ended: { readonly outcome: ExperimentOutcome; readonly now: Date } & EventNote,
): Promise<void> {
  const { outcome, now, ...note } = ended;
  await changeExperiment(session, id, note, 'ended', async (em, experiment) => {
    em.assign(experiment, { outcome, reason: note.reason, endedAt: now });
    await em.nativeUpdate(ExperimentPhaseEntity, { experimentId: id, closedAt: null }, { closedAt: now });
  });
}

/** Records one look at a phase with all its numbers. A repeated call returns the first decision. */
export async function recordLook(session: Session, look: ExperimentLook): Promise<ExperimentLook> {
  return await entityManager(session).transactional(async (em) => {
    await lockUntilCommit(em, `look ${look.experimentId}/${look.phase}/${look.number}`);
    const known = await findLook(em, look);
    if (known !== null) return known;
    em.create(ExperimentLookEntity, {
      ...look,
      numbers: storable(look.numbers, 'numbers') as PhaseNumbers,
      decision: storable(look.decision, 'decision') as GateDecision,
    });
    await em.flush();
    return look;
  });
}

export async function findLook(
  session: Session,
  { experimentId, phase, number }: Pick<ExperimentLook, 'experimentId' | 'phase' | 'number'>,
): Promise<ExperimentLook | null> {
  const row = await entityManager(session).findOne(ExperimentLookEntity, { experimentId, phase, number });
  return row === null ? null : { ...row };
}

/** @throws PerennialError `experiment_not_found` */
export async function readExperiment(session: Session, id: string): Promise<Experiment> {
  const row = await entityManager(session).findOne(ExperimentEntity, id);
  if (row === null) throw unknownExperiment(id);
  return { ...row };
}

/** The running experiment, or else the waiting one; null if there is neither. */
export async function currentExperiment(
  session: Session,
  model: ModelName,
  which: 'under_way' | 'waiting',
): Promise<Experiment | null> {
  const states: ExperimentState[] = which === 'waiting' ? ['waiting'] : [...underWayStates];
  const row = await entityManager(session).findOne(ExperimentEntity, { model, state: { $in: states } });
  return row === null ? null : { ...row };
}

/** The experiment in which a version was the challenger; null: it never was. */
export async function challengerIn(session: Session, versionId: number): Promise<Experiment | null> {
  const row = await entityManager(session).findOne(ExperimentEntity, { challengerVersionId: versionId });
  return row === null ? null : { ...row };
}

/** Newest first. */
export async function listExperiments(
  session: Session,
  { model, limit = 50 }: { readonly model?: ModelName; readonly limit?: number } = {},
): Promise<Experiment[]> {
  const rows = await entityManager(session).find(ExperimentEntity, model === undefined ? {} : { model }, {
    orderBy: { createdAt: 'desc', id: 'desc' },
    limit,
  });
  return rows.map((row) => ({ ...row }));
}

export async function readPhases(session: Session, experimentId: string): Promise<ExperimentPhase[]> {
  const rows = await entityManager(session).find(
    ExperimentPhaseEntity,
    { experimentId },
    { orderBy: { number: 'asc' } },
  );
  return rows.map((row) => ({ ...row }));
}

/** Oldest first. */
export async function readLooks(session: Session, experimentId: string): Promise<ExperimentLook[]> {
  const rows = await entityManager(session).find(
    ExperimentLookEntity,
    { experimentId },
    { orderBy: { phase: 'asc', number: 'asc' } },
  );
  return rows.map((row) => ({ ...row }));
}

export async function readEvents(session: Session, experimentId: string): Promise<ExperimentEvent[]> {
  const rows = await entityManager(session).find(ExperimentEventEntity, { experimentId }, { orderBy: { id: 'asc' } });
  return rows.map((row) => ({ ...row }));
}

/** What ended each of these experiments; one that has not ended has no entry. */
export async function readEndings(session: Session, ids: readonly string[]): Promise<Map<string, ExperimentEvent>> {
  const rows = await entityManager(session).find(ExperimentEventEntity, {
    experimentId: { $in: [...ids] },
    type: { $in: [...experimentOutcomes] },
  });
  return new Map(rows.map((row) => [row.experimentId, { ...row }]));
}

type Em = ReturnType<typeof entityManager>;

/** Changes a state and records the event in one transaction. If the key is already recorded, nothing changes. */
async function changeExperiment(
  session: Session,
  id: string,
  note: EventNote,
  name: ExperimentChange,
  change: (em: Em, experiment: Experiment & object) => void | Promise<void>,
): Promise<void> {
  await entityManager(session).transactional(async (em) => {
    await lockUntilCommit(em, `experiment ${id}`);
    if ((await em.findOne(ExperimentEventEntity, { key: note.key })) !== null) return;
    const experiment = await em.findOne(ExperimentEntity, id);
    if (experiment === null) throw unknownExperiment(id);
    const { from, to }: { from: readonly ExperimentState[]; to: ExperimentState } = experimentChanges[name];
    if (!from.includes(experiment.state)) throw wrongState(experiment, name);
    await change(em, experiment);
    em.assign(experiment, { state: to });
    addEvent(em, id, name === 'ended' ? (experiment.outcome ?? name) : name, note);
    await em.flush();
  });
}

function addPhase(
  em: Em,
  experimentId: string,
  phase: Pick<ExperimentPhase, 'number' | 'challengerShare' | 'plannedTotal' | 'startedAt'>,
): void {
  em.create(ExperimentPhaseEntity, { ...phase, experimentId, salt: `${experimentId}/${phase.number}`, closedAt: null });
}

function addEvent(em: Em, experimentId: string, type: string, { key, actor, reason }: EventNote): void {
  em.create(ExperimentEventEntity, { key, experimentId, type, actor, reason, details: {}, createdAt: new Date() });
}

export function unknownExperiment(id: string): PerennialError {
  return new PerennialError(
    'experiment_not_found',
    `There is no experiment "${id}".`,
    'npx perennial gate list shows all of them.',
    { experiment: id },
  );
}

function wrongState({ id, state }: Experiment, type: string): PerennialError {
  return new PerennialError(
    'experiment_conflict',
    `Experiment ${id} is ${state}: "${type}" is not possible.`,
    'npx perennial gate list shows which one runs.',
    { experiment: id, state },
  );
}

/** Whether the experiment's champion still serves. */
export async function championOfExperimentServes(session: Session, experiment: Experiment): Promise<boolean> {
  const champion = await entityManager(session).findOne(ChampionEntity, experiment.model);
  return champion?.versionId === experiment.championVersionId;
}
