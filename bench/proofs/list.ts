export type ProofOptions = { readonly reduced: boolean; readonly args: readonly string[] };
export type Proof = {
  readonly name: string;
  readonly shows: string;
  load(): Promise<{ run(options: ProofOptions): Promise<{ readonly passed: boolean }> }>;
};

/** In the order in which `all` runs them. */
export const proofs: readonly Proof[] = [
  {
    name: 'cancel',
    shows:
      'cancelling at random moments of each stage stops threads and queries at once and leaves nothing half-written',
    load: () => import('./cancel.ts'),
  },
  {
    name: 'kill',
    shows: 'a run whose workers are killed again and again ends as an undisturbed one does',
    load: () => import('./kill.ts'),
  },
  {
    name: 'targets',
    shows: 'models trained on simulated businesses meet the targets on thousands of fresh subjects',
    load: () => import('./targets.ts'),
  },
];
