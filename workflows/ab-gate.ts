import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  patched,
  proxyActivities,
  setHandler,
  uuid4,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import type { LookResult, LookStep } from '../contract/experiment-steps.ts';
import { readFailure } from '../contract/failures.ts';
import { limitsInput, limitsOf } from '../contract/limits.ts';
import {
  type AbGateAnswer,
  type AbGateCommand,
  type AbGateCommandName,
  type AbGateInput,
  type AbGateResult,
  type AbGateStatus,
  type MailIds,
  type OpenPhase,
  queries,
  signals,
  updates,
} from '../contract/messages.ts';
import { endings } from '../domain/experiment/experiment.ts';
import type { Limits } from '../domain/limits.ts';
import { deliverMails } from './deliver-mails.ts';
import { GateState, type Request } from './gate-state.ts';
import { stepOptions } from './step-options.ts';

const gateQuery = defineQuery<AbGateStatus>(queries.gate);
const candidateSignal = defineSignal(signals.candidate);

/**
 * Runs the experiments of one model: first the current one to its end, then the one that waits. Activities decide and store
 * the verdict; the workflow waits, asks for looks and branches on the recorded verdict. Each phase is an execution of its
 * own (continue-as-new).
 *
 * running -> (ramp) washout -> running ...; a paused or frozen experiment waits until a person resumes, promotes or rolls
 * back.
 */
export async function abGate(input: AbGateInput): Promise<AbGateResult> {
  const { model } = input;
  const limits = limitsOf(input);
  const state = new GateState(model);
  if (input.current !== undefined) state.stand('running', input.current, introduce(input.current));
  setHandler(gateQuery, () => state.status, { description: 'The experiment under way, and how it stands.' });
  setHandler(candidateSignal, () => state.candidate(), {
    description: 'A challenger took the waiting slot: its experiment follows.',
  });
  for (const name of Object.keys(updates) as AbGateCommandName[]) {
    setHandler(defineUpdate<AbGateAnswer, [AbGateCommand]>(updates[name]), (command) => state.request(name, command), {
      description: `${updateDescriptions[name]} Takes {"actor": "who", "reason": "why"}.`,
      validator: (command) => state.validate(name, command),
    });
  }
  const steps = gateSteps(model, limits);
  const ended: string[] = [];
  let current = input.current ?? null;
  try {
    for (;;) {
      if (current === null) {
        state.stand('opening', null, 'Looking for a challenger that waits.');
        current = await steps.openNextExperiment({ model });
      }
      if (current === null) {
        state.refuse();
        // a challenger that arrived after the slot was found empty
        if (state.takeCandidate()) continue;
        state.stand('between', null, 'No experiment is under way.');
        await condition(allHandlersFinished);
        return { model, ended };
      }
      const { experimentId, standing } = current;
      const next =
        standing === 'running'
          ? await runPhase(state, steps, current)
          : standing === 'washout'
            ? await washOut(state, steps, current, current.challengerShare, startedAgain)
            : await standStill(state, steps, current, standing, startedAgain);
      if (next === null) {
        // a command given meanwhile was meant for the experiment that has just ended
        state.refuse();
        ended.push(experimentId);
        current = null;
        continue;
      }
      current = next;
      // a command that arrived while the phase was opened is carried out by this loop; waiting for its handler would never end
      await condition(() => state.asked || allHandlersFinished());
      if (!state.asked) await continueAsNew<typeof abGate>({ model, ...limitsInput(limits), current });
    }
  } catch (error) {
    const experimentId = current?.experimentId;
    if (isCancellation(error) && experimentId !== undefined) {
      const reason = 'The gate was cancelled: the champion is kept.';
      await CancellationScope.nonCancellable(() =>
        steps.endExperiment({ experimentId, actor: 'operator', reason, outcome: 'champion_kept' }),
      );
    }
    throw error;
  }
}

const updateDescriptions: Readonly<Record<AbGateCommandName, string>> = {
  promote: 'Makes the challenger the champion now.',
  rollBack: 'Ends the experiment: the champion serves all.',
  pause: 'The champion serves all until the experiment is resumed.',
  resume: 'Goes on with a new phase, after a washout.',
};

const startedAgain = 'Its workflow was started again.';

type Steps = ReturnType<typeof gateSteps>;

/**
 * Steps are tried without end: however long an outage is, an experiment whose challenger serves isn't left alone, and no
 * promotion is lost. Only a refusal that would be the same again ends them.
 *
 * A look or an end may raise or resolve an alert: delivery of its mails is started before the gate goes on. */
function gateSteps(model: AbGateInput['model'], limits: Limits) {
  const steps = proxyActivities<OrchestrationActivities>(
    stepOptions(limits, limits.gateTimeout, Number.POSITIVE_INFINITY),
  );
  async function delivered<Result extends { readonly mailIds: MailIds }>(step: Promise<Result>) {
    const result = await step;
    await deliverMails(result, limits, `the experiment on ${model}`);
    return result;
  }
  return {
    openNextExperiment: steps.openNextExperiment,
    openPhase: steps.openPhase,
    closePhase: steps.closePhase,
    resumeExperiment: steps.resumeExperiment,
    lookAtExperiment: (step: Parameters<typeof steps.lookAtExperiment>[0]) => delivered(steps.lookAtExperiment(step)),
    promoteChallenger: (step: Parameters<typeof steps.promoteChallenger>[0]) =>
      delivered(steps.promoteChallenger(step)),
    endExperiment: (step: Parameters<typeof steps.endExperiment>[0]) => delivered(steps.endExperiment(step)),
  };
}

/** Runs until the experiment has ended (null) or its next phase begins. */
async function runPhase(state: GateState, steps: Steps, opened: OpenPhase): Promise<OpenPhase | null> {
  const { remaining, ...phase } = opened;
  const { experimentId, lookEvery } = phase;
  const number = phase.phase;
  state.stand('running', phase, introduce(phase));
  let wait = remaining ?? lookEvery;
  for (let look = phase.looks + 1; ; look++) {
    const request = await state.commandWithin(wait, `look ${look} at phase ${number} of ${experimentId}`);
    if (request !== null) return await obey(state, steps, phase, request);
    wait = lookEvery;
    const seen = await lookOrSayWhyNot(state, steps, { experimentId, phase: number, look });
    if (seen === null) {
      look--;
      continue;
    }
    const { action, reason, details, nextShare } = seen;
    state.show(details);
    const note = { experimentId, actor: 'gate', reason };
    switch (action) {
      case 'continue':
        break;
      case 'promote':
        state.show(await promote(steps, note));
        return null;
      case 'keep':
      case 'roll_back':
      case 'superseded':
        await steps.endExperiment({ ...note, outcome: endings[action] });
        return null;
      case 'invalid':
        await steps.closePhase({ ...note, key: uuid4(), phase: number, state: 'frozen' });
        return await standStill(state, steps, phase, 'frozen', reason);
      case 'ramp':
        await steps.closePhase({ ...note, key: uuid4(), phase: number, state: 'running' });
        return await washOut(state, steps, phase, nextShare ?? phase.challengerShare, reason);
    }
  }
}

/**
 * null: the look was refused, for a reason that trying again at once wouldn't change, such as a missing file. It is taken
 * again after the usual time; until one succeeds, the champion serves all (`domain/experiment/guarded-until.ts`).
 */
async function lookOrSayWhyNot(state: GateState, steps: Steps, step: LookStep): Promise<LookResult | null> {
  try {
    return await steps.lookAtExperiment(step);
  } catch (error) {
    if (isCancellation(error) || !patched('a-refused-look-is-taken-again')) throw error;
    state.show(
      `**${step.experimentId}**: look ${step.look} at phase ${step.phase} failed. ${readFailure(error).message}`,
    );
    return null;
  }
}

/** A pause between phases, so that the outcomes of one phase's subjects don't count in the next. */
async function washOut(
  state: GateState,
  steps: Steps,
  phase: OpenPhase,
  challengerShare: number,
  reason: string,
): Promise<OpenPhase | null> {
  const { experimentId, title, washout } = phase;
  const { remaining = washout, ...since } = phase;
  const next: OpenPhase = { ...since, phase: phase.phase + 1, challengerShare, looks: 0, standing: 'running' };
  state.stand('washout', phase, `**${title}**: washout before phase ${next.phase}, the champion serves all. ${reason}`);
  const request = await state.commandWithin(remaining, `washout before phase ${next.phase} of ${experimentId}`);
  if (request !== null) return await obey(state, steps, phase, request);
  await steps.openPhase({ experimentId, key: uuid4(), phase: next.phase, challengerShare, actor: 'gate', reason });
  return next;
}

/** Paused or frozen: the champion serves all until a person decides, or until nobody has for too long. */
async function standStill(
  state: GateState,
  steps: Steps,
  phase: OpenPhase,
  standing: 'paused' | 'frozen',
  reason: string,
): Promise<OpenPhase | null> {
  const { experimentId, title } = phase;
  state.stand(standing, phase, `**${title}** is ${standing}, the champion serves all. ${reason}`);
  const patience = phase.remaining ?? (standing === 'frozen' ? phase.frozenFor : phase.pausedFor);
  const request = await state.commandWithin(patience, `${standing}: waiting for a person`);
  if (request !== null) return await obey(state, steps, phase, request);
  const late = `Nobody decided about the ${standing} experiment: the champion is kept. ${reason}`;
  await steps.endExperiment({ experimentId, actor: 'gate', reason: late, outcome: 'champion_kept' });
  return null;
}

async function obey(
  state: GateState,
  steps: Steps,
  { remaining: _, ...phase }: OpenPhase,
  { name, id, actor, reason }: Request,
): Promise<OpenPhase | null> {
  const { experimentId } = phase;
  const note = { experimentId, actor, reason };
  // the event bears the command's id, so that whoever finds the command unconfirmed sees that it was carried out
  const key = id ?? uuid4();
  switch (name) {
    case 'promote':
      state.answer(await promote(steps, note));
      return null;
    case 'rollBack':
      await steps.endExperiment({ ...note, outcome: 'rolled_back' });
      state.answer('The experiment has ended, the champion serves all.');
      return null;
    case 'pause':
      await steps.closePhase({ ...note, key, phase: phase.phase, state: 'paused' });
      state.answer('Paused: the champion serves all until it is resumed.');
      return await standStill(state, steps, phase, 'paused', `${actor}: ${reason}`);
    case 'resume':
      await steps.resumeExperiment({ ...note, key });
      state.answer('Resumed: a new phase begins after a washout.');
      return await washOut(state, steps, phase, phase.challengerShare, `Resumed by ${actor}: ${reason}`);
  }
}

/** A challenger whose golden rows no longer hold doesn't take over: the experiment ends with the reason. */
async function promote(steps: Steps, note: { experimentId: string } & AbGateCommand): Promise<string> {
  try {
    await steps.promoteChallenger(note);
    return `The challenger is the champion now. ${note.reason}`;
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { code, message } = readFailure(error);
    // a defect of ours says nothing about the challenger: the watch starts the gate again, and its next look decides
    if (code === 'internal' && patched('a-defect-ends-no-experiment')) throw error;
    const reason = `The challenger could not be deployed: ${message}`;
    await steps.endExperiment({ ...note, actor: 'gate', reason, outcome: 'rolled_back' });
    return reason;
  }
}

function introduce({ title, phase, challengerShare }: OpenPhase): string {
  return `**${title}**: phase ${phase}, ${Math.round(challengerShare * 100)}% for the challenger, no numbers yet.`;
}
