/**
 * One thing that doctor looked at. `broken`: required, and doesn't work. `missing`: absent, but not required. `firing`: it
 * works, and an incident says that something about it is wrong.
 */
export type Finding = {
  readonly what: string;
  readonly state: 'ok' | 'missing' | 'firing' | 'broken';
  readonly detail: string;
  /** What to do about it; '' when there is nothing to do. */
  readonly remedy: string;
};

const marks: Readonly<Record<Finding['state'], string>> = { ok: 'OK', missing: '--', firing: '!!', broken: 'NO' };

export function doctorLines(findings: readonly Finding[]): string[] {
  const width = Math.max(0, ...findings.map(({ what }) => what.length));
  const remedies = findings.filter(({ state, remedy }) => state !== 'ok' && remedy !== '').map(({ remedy }) => remedy);
  const next = [...new Set(remedies)];
  return [
    ...findings.map(({ what, state, detail }) => `${marks[state]} ${what.padEnd(width)}  ${detail}`),
    '',
    ...(next.length === 0 ? ['All well: nothing to do.'] : ['What to do next:', ...next.map((text) => `   ${text}`)]),
  ];
}

export function isBroken(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === 'broken');
}

/** Neither broken nor with an incident that fires. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state === 'ok' || state === 'missing');
}
