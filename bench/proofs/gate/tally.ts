import type { GateAction } from '../../../domain/experiment/experiment.ts';
import { print, quantile } from '../../figures.ts';

/** How many experiments of one kind ended how, and when. */
export type Tally = {
  readonly experiments: number;
  readonly days: readonly number[];
  share(action: GateAction): number;
  /** Promoted on that day or before. */
  promotedBy(day: number): number;
};

export function tallyOf(endings: readonly { readonly action: GateAction; readonly day: number }[]): Tally {
  const share = (chosen: readonly unknown[]) => chosen.length / endings.length;
  return {
    experiments: endings.length,
    days: endings.map(({ day }) => day),
    share: (action) => share(endings.filter((ending) => ending.action === action)),
    promotedBy: (day) => share(endings.filter((ending) => ending.action === 'promote' && ending.day <= day)),
  };
}

/** A row of a Markdown table, as the documentation shows it. */
export function printRow(...cells: readonly string[]): void {
  print(`| ${cells.join(' | ')} |`);
}

export function printHead(...cells: readonly string[]): void {
  printRow(...cells);
  printRow(...cells.map(() => '---'));
}

export const endings = ['promoted', 'kept', 'rolled back', 'invalid', 'median days'] as const;

export function endingCells(tally: Tally): string[] {
  const shares = (['promote', 'keep', 'roll_back', 'invalid'] as const).map((action) => percent(tally.share(action)));
  return [...shares, quantile(tally.days, 0.5).toFixed(0)];
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)}%`;
}
