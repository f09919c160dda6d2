import { defaultLimits, type Limits } from '../domain/limits.ts';

/** Limits in a workflow's input: those that differ from the table, so that people can read the input. Earlier releases wrote all of them. */
export type GivenLimits = Partial<Limits>;

/** For an input: `...limitsInput(limits)`. Nothing where all are the table's. */
export function limitsInput(limits: Limits): { readonly limits?: GivenLimits } {
  const names = Object.keys(defaultLimits) as (keyof Limits)[];
  const others = names.filter((name) => limits[name] !== defaultLimits[name]);
  return others.length === 0 ? {} : { limits: Object.fromEntries(others.map((name) => [name, limits[name]])) };
}

/** All of them. A replay may give another timeout than the one that was recorded: Temporal compares what is done, not for how long. */
export function limitsOf({ limits }: { readonly limits?: GivenLimits }): Limits {
  return { ...defaultLimits, ...limits };
}
