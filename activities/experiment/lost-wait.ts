import type { OpenPhase } from '../../contract/messages.ts';
import { nextShare } from '../../domain/experiment/duration.ts';
import type {
  Experiment,
  ExperimentEvent,
  ExperimentLook,
  ExperimentPhase,
} from '../../store/experiments/experiments.ts';

type Recorded = {
  readonly phase: ExperimentPhase;
  /** Of this phase, oldest first. */
  readonly looks: readonly ExperimentLook[];
  readonly events: readonly ExperimentEvent[];
};

/**
 * Where a gate was whose workflow is gone, from the rows alone: it waited for the next look, for a washout's end or for a
 * person, and part of the wait is over.
 */
export function lostWait(
  { state, config }: Experiment,
  { phase, looks, events }: Recorded,
  now: Date,
): Pick<OpenPhase, 'standing' | 'remaining' | 'challengerShare'> {
  const { dayMs, lookEveryDays, attributionDays, frozenDays, maximumDays } = config;
  const { challengerShare } = phase;
  const left = (from: Date, days: number) => Math.max(0, from.getTime() + days * dayMs - now.getTime());
  const last = looks.at(-1);
  const at = (...types: readonly string[]) =>
    events.findLast(({ type }) => types.includes(type))?.createdAt ?? phase.closedAt ?? phase.startedAt;

  if (state === 'paused') return { standing: 'paused', challengerShare, remaining: left(at('paused'), maximumDays) };
  if (state === 'frozen')
    return { standing: 'frozen', challengerShare, remaining: left(at('gate_invalid'), frozenDays) };
  if (phase.closedAt === null)
    return { standing: 'running', challengerShare, remaining: left(last?.at ?? phase.startedAt, lookEveryDays) };
  // what a person resumed goes on with its share
  const ended = events.findLast(({ type }) => type === 'phase_closed' || type === 'resumed');
  const ramps = last?.action === 'ramp' && ended?.type !== 'resumed' ? nextShare(last.numbers, config) : null;
  return {
    standing: 'washout',
    challengerShare: ramps ?? challengerShare,
    remaining: left(at('phase_closed', 'resumed'), attributionDays),
  };
}
