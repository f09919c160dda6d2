import { setTimeout } from 'node:timers/promises';

/** Asks again until the answer is as it should be, with a pause, which leaves the processor to whoever is waited for. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean = Boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    await setTimeout(10);
  }
}
