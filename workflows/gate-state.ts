import { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, condition, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { AbGateAnswer, AbGateCommand, AbGateCommandName, AbGateStatus, OpenPhase } from '../contract/messages.ts';
import { type GateStanding, gateCommands, gateTransitions } from '../domain/experiment/transitions.ts';
import { requireCommand } from './gate-command.ts';

export type Request = AbGateCommand & { readonly name: AbGateCommandName };
type Pending = Request & { answer: AbGateAnswer | 'refused' | null };

/** What the gate knows in addition to the database: its state, commands from people, whether a challenger has arrived. */
export class GateState {
  #standing: GateStanding = 'between';
  #phase: OpenPhase | null = null;
  #details = 'No experiment is under way.';
  #pending: Pending | null = null;
  #candidateCame = false;

  readonly model: AbGateStatus['model'];

  constructor(model: AbGateStatus['model']) {
    this.model = model;
  }

  get status(): AbGateStatus {
    return {
      model: this.model,
      experimentId: this.#phase?.experimentId ?? null,
      standing: this.#standing,
      details: this.#details,
    };
  }

  stand(standing: GateStanding, phase: OpenPhase | null, details: string): void {
    if (!gateTransitions[this.#standing].includes(standing)) {
      // this is a fault in our code, not in the run: Temporal repeats the task until corrected code is deployed
      throw new Error(`The gate can't go from ${this.#standing} to ${standing}.`);
    }
    this.#standing = standing;
    this.#phase = phase;
    this.show(details);
  }

  show(details: string): void {
    this.#details = details;
    setCurrentDetails(details);
  }

  /** Whether a command waits to be carried out. */
  get asked(): boolean {
    return this.#pending !== null;
  }

  candidate(): void {
    this.#candidateCame = true;
  }

  /** Whether a challenger arrived since the last call. */
  takeCandidate(): boolean {
    const came = this.#candidateCame;
    this.#candidateCame = false;
    return came;
  }

  /** Refuses a command that is not possible now, before it enters the history. */
  validate(name: AbGateCommandName, command: unknown): void {
    requireCommand(name, command);
    if (this.#pending !== null || !gateCommands[this.#standing].includes(name)) {
      throw this.#impossible(name, this.#pending === null ? this.#standing : `carrying out "${this.#pending.name}"`);
    }
  }

  /** Resolves when the command has been carried out. */
  async request(name: AbGateCommandName, command: AbGateCommand): Promise<AbGateAnswer> {
    const pending: Pending = { name, ...command, answer: null };
    this.#pending = pending;
    await condition(() => pending.answer !== null);
    if (pending.answer === 'refused' || pending.answer === null) throw this.#impossible(name, this.#standing);
    return pending.answer;
  }

  /** Waits up to `milliseconds` for a command; null when none arrived. */
  async commandWithin(milliseconds: number, summary: string): Promise<Request | null> {
    const scope = new CancellationScope({ cancellable: true });
    let over = false;
    const timer = scope.run(() => sleep(milliseconds, { summary }));
    timer.then(
      () => {
        over = true;
      },
      () => {},
    );
    await condition(() => over || this.#meant());
    if (!over) scope.cancel();
    return this.#pending;
  }

  /** Whether a command for this experiment waits; a command for another experiment is refused. */
  #meant(): boolean {
    const { experimentId } = this.#pending ?? {};
    if (experimentId !== undefined && experimentId !== this.#phase?.experimentId) this.refuse();
    return this.#pending !== null;
  }

  answer(message: string): void {
    this.#settle({ experimentId: this.#phase?.experimentId ?? '', message });
  }

  /** Refuses the waiting command: the experiment that it was meant for is not the current one. */
  refuse(): void {
    this.#settle('refused');
  }

  #settle(answer: AbGateAnswer | 'refused'): void {
    if (this.#pending !== null) this.#pending.answer = answer;
    this.#pending = null;
  }

  #impossible(name: AbGateCommandName, standing: string): ApplicationFailure {
    return refused(
      'experiment_conflict',
      `The experiment of ${this.model} is ${standing}: ${name} is not possible now.`,
      'npx perennial gate list shows what is under way.',
    );
  }
}

function refused(code: string, message: string, remedy: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type: code, nonRetryable: true, details: [{ remedy }] });
}
