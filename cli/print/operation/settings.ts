import { absent } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export type Setting = {
  readonly name: string;
  /** As it is set; null when unset. Never a secret. */
  readonly value: string | null;
  readonly default: string | null;
  readonly description: string;
};

export function settingLines(settings: readonly Setting[], width: number | null = null): string[] {
  const columns: Column<Setting>[] = [
    { title: 'Variable', cell: ({ name }) => name },
    { title: 'Set to', cell: ({ value }) => value ?? absent },
    { title: 'Default', cell: (setting) => setting.default ?? absent },
    { title: 'Meaning', cell: ({ description }) => description, folds: true },
  ];
  return tableLines(settings, columns, '', width);
}
