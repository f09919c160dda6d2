/** '2026-11-22 10:00', for people; the sentence around it says that it is UTC. */
export function utcMinute(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace('T', ' ');
}
