/** How values of features are worded in phrases. */

/** `share` 0-1. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Undoes ln(1 + count). */
export function countOf(log: number): number {
  return Math.round(Math.expm1(log));
}

/** '1 message', '3 messages' */
export function countedWords(log: number, one: string): string {
  return counted(countOf(log), one);
}

export function spanWords(days: number): string {
  const hours = Math.round(days * 24);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(days), 'day');
}

export function agoWords(days: number): string {
  return `${spanWords(days)} ago`;
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
