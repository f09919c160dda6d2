import { mock } from 'node:test';

/** The process's `Date`, moved by hand: whatever asks for the time lives in the simulated year. Timers and `performance` stay real. */
export type SimulatedClock = {
  now(): number;
  /** Never back. */
  moveTo(moment: number): void;
};

export function simulateClock(start: Date): SimulatedClock {
  mock.timers.enable({ apis: ['Date'], now: start });
  return {
    now: () => Date.now(),
    moveTo: (moment) => mock.timers.setTime(Math.max(moment, Date.now())),
  };
}
