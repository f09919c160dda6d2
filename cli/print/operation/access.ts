import type { TokenRecord } from '../../../store/tokens.ts';
import { absent, formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function openedLines(link: string, person: string, minutes: number): string[] {
  return [link, '', `It lets ${person} in once, within ${plural(minutes, 'minute')}.`];
}

export function invitedLines(link: string, person: string, minutes: number): string[] {
  return [link, '', `It lets ${person} in once, within ${plural(minutes, 'minute')}. Send it to nobody else.`];
}

export function tokenLines(tokens: readonly TokenRecord[], width: number | null = null): string[] {
  if (tokens.length === 0) return ['No tokens. Make one: npx perennial token create <label>'];
  const columns: Column<TokenRecord>[] = [
    { title: 'Id', cell: ({ id }) => id },
    { title: 'For', cell: ({ label }) => label, folds: true },
    { title: 'Created', cell: ({ createdAt }) => formatMoment(createdAt) },
    { title: 'Revoked', cell: ({ revokedAt }) => (revokedAt === null ? absent : formatMoment(revokedAt)) },
  ];
  return tableLines(tokens, columns, '', width);
}

export function revokedLines({ id, label }: Pick<TokenRecord, 'id' | 'label'>): string[] {
  return [`OK Revoked ${id} (${label}).`];
}
