/** `--seeds 1-20`, or one seed; null where nothing is said. */
export function parseSeeds(args: readonly string[]): number[] | null {
  const at = args.indexOf('--seeds');
  if (at === -1) return null;
  const match = /^(\d+)(?:-(\d+))?$/.exec(args[at + 1] ?? '');
  if (match === null) throw new Error(`--seeds takes 1-20 or 7, not "${args[at + 1] ?? ''}"`);
  return range(Number(match[1]), Number(match[2] ?? match[1]));
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
