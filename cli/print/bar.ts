import { cutAtWord } from './wrap.ts';

const width = 20;

/** Whole steps of 1/`parts` in a share; the small term undoes binary rounding (0.29 * 100 is 28.999...). */
function wholeSteps(share: number, parts: number): number {
  return Math.floor(share * parts + 1e-9);
}

/**
 * '[##########----------] 50% - Contact: John Smith'. `share` is 0-1.
 * @param room columns of the terminal; a longer label is cut after a word. null: none.
 */
export function barLine(share: number, label = '', room: number | null = null): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = wholeSteps(bounded, width);
  const bar = `   [${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${wholeSteps(bounded, 100)}%`;
  const shown = room === null ? label : cutAtWord(label, room - bar.length - 3);
  return shown === '' ? bar : `${bar} - ${shown}`;
}

/** Without a terminal a bar is a line at each 10%: true when `share` has reached a step that `before` hadn't. */
export function reachesStep(before: number | null, share: number): boolean {
  return before === null || wholeSteps(share, 10) > wholeSteps(before, 10);
}
