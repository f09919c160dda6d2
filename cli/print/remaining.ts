/** Share of the work after which its speed says something, and ms for which it must have been seen. */
const least = { share: 0.03, elapsed: 2_000 } as const;

/**
 * ms that are left of a work at the speed that it had so far; null while too little was seen of it.
 * @param share 0-1 done since its beginning `elapsed` ms ago
 */
export function remainingTime(elapsed: number, share: number): number | null {
  if (share < least.share || share >= 1 || elapsed < least.elapsed) return null;
  return (elapsed / share) * (1 - share);
}

/** 'about 40 s left': rounded, because it is an estimate. '' where there is none. */
export function remainingText(milliseconds: number | null): string {
  if (milliseconds === null) return '';
  const seconds = milliseconds / 1000;
  if (seconds < 8) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 55 * 60) return `about ${Math.max(1, Math.round(seconds / 60))} min left`;
  return `about ${Math.max(1, Math.round(seconds / 3600))} h left`;
}
