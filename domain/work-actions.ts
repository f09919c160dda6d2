/** What a colleague did about somebody on a list, and what became of a lead. */
export const deeds = ['called', 'written', 'not_now'] as const;
export const endings = ['won', 'lost'] as const;
export const workKinds = [...deeds, ...endings] as const;
export type WorkKind = (typeof workKinds)[number];

/** Days for which it takes somebody off the lists; null: until the lead's stage changes in the CRM. */
export const hiddenDays: Readonly<Record<WorkKind, number | null>> = {
  called: 3,
  written: 3,
  not_now: 7,
  won: null,
  lost: null,
};

/** What became of a lead is an outcome, from which models learn; a call is not. */
export function outcomeOf(kind: WorkKind): boolean | null {
  if (kind === 'won') return true;
  return kind === 'lost' ? false : null;
}
