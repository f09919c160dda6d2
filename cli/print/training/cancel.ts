/** @param cancelled false: it had ended before the request reached it */
export function cancelledLines(cancelled: boolean): string[] {
  return [cancelled ? 'OK Cancelled. Models that had already finished are kept.' : 'It had already finished.'];
}
