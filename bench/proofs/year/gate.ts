import type { MailIds, OpenPhase } from '../../../contract/messages.ts';
import { type ExperimentOutcome, endings } from '../../../domain/experiment/experiment.ts';
import type { ModelName } from '../../../domain/models.ts';
import type { SimulatedClock } from './clock.ts';
import type { Steps } from './steps.ts';

type Standing = 'running' | 'washout' | 'frozen';
/** An experiment under way, and when something is to be done about it. `reason`: why it stands as it does. */
type UnderWay = {
  readonly phase: OpenPhase;
  readonly standing: Standing;
  readonly wakeAt: number;
  readonly reason: string;
};

/** What the workflow `abGate` of a model does, with nobody who commands it. */
export type Gate = {
  /** A challenger took the waiting slot. */
  candidate(): Promise<void>;
  /** Does what is due by now. */
  tend(): Promise<void>;
};

export function createGate(surroundings: {
  readonly model: ModelName;
  readonly steps: Steps;
  readonly clock: SimulatedClock;
  readonly deliver: (queued: { readonly mailIds: MailIds }) => Promise<void>;
}): Gate {
  const { model, steps, clock, deliver } = surroundings;
  let underWay: UnderWay | null = null;

  async function openNext(): Promise<void> {
    const phase = await steps.openNextExperiment({ model });
    underWay = phase === null ? null : running(phase);
  }

  function running(phase: OpenPhase): UnderWay {
    return { phase, standing: 'running', wakeAt: clock.now() + phase.lookEvery, reason: '' };
  }

  async function wake({ phase, standing, reason }: UnderWay): Promise<UnderWay | null> {
    switch (standing) {
      case 'running':
        return await look(phase);
      case 'washout': {
        const { experimentId, phase: number, challengerShare } = phase;
        const key = `${experimentId}/${number}/open`;
        await steps.openPhase({ experimentId, key, phase: number, challengerShare, actor: 'gate', reason });
        return running(phase);
      }
      case 'frozen': {
        const late = `Nobody decided about the frozen experiment: the champion is kept. ${reason}`;
        return await end(phase, 'champion_kept', late);
      }
    }
  }

  async function look(phase: OpenPhase): Promise<UnderWay | null> {
    const { experimentId, phase: number } = phase;
    const seen = await steps.lookAtExperiment({ experimentId, phase: number, look: phase.looks + 1 });
    await deliver(seen);
    const { action, reason } = seen;
    const note = { experimentId, actor: 'gate', reason, phase: number, key: `${experimentId}/${number}/close` };
    switch (action) {
      case 'continue':
        return running({ ...phase, looks: phase.looks + 1 });
      case 'promote':
        await deliver(await steps.promoteChallenger(note));
        return null;
      case 'keep':
      case 'roll_back':
      case 'superseded':
        return await end(phase, endings[action], reason);
      case 'invalid':
        await steps.closePhase({ ...note, state: 'frozen' });
        return { phase, standing: 'frozen', wakeAt: clock.now() + phase.frozenFor, reason };
      case 'ramp': {
        await steps.closePhase({ ...note, state: 'running' });
        const challengerShare = seen.nextShare ?? phase.challengerShare;
        const next = { ...phase, phase: number + 1, challengerShare, looks: 0 };
        return { phase: next, standing: 'washout', wakeAt: clock.now() + phase.washout, reason };
      }
    }
  }

  async function end({ experimentId }: OpenPhase, outcome: ExperimentOutcome, reason: string): Promise<null> {
    await deliver(await steps.endExperiment({ experimentId, actor: 'gate', reason, outcome }));
    return null;
  }

  return {
    async candidate() {
      if (underWay === null) await openNext();
    },
    async tend() {
      while (underWay !== null && underWay.wakeAt <= clock.now()) {
        underWay = await wake(underWay);
        if (underWay === null) await openNext();
      }
    },
  };
}
