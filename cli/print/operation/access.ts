import type { Role } from '../../../domain/access/roles.ts';
import type { TokenRecord } from '../../../store/tokens.ts';
import { formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function openedLines(link: string, person: string, minutes: number): string[] {
  return [link, '', `It lets ${person} in once, within ${plural(minutes, 'minute')}.`];
}

export function invitedLines(
  link: string,
  { person, role, minutes }: { readonly person: string; readonly role: Role; readonly minutes: number },
): string[] {
  const lets = `It lets ${person} in once as ${role}, within ${plural(minutes, 'minute')}.`;
  return [link, '', `${lets} Send it to nobody else.`];
}

export function tokenLines(tokens: readonly TokenRecord[], width: number | null = null): string[] {
  if (tokens.length === 0) return ['No tokens. Make one: npx perennial token create <label>'];
  const columns: Column<TokenRecord>[] = [
    { title: 'Id', cell: ({ id }) => id },
    { title: 'For', cell: ({ label }) => label, folds: true },
    { title: 'Role', cell: ({ role }) => role },
    { title: 'Created', cell: ({ createdAt }) => formatMoment(createdAt), optional: 2 },
    { title: 'Last used', cell: ({ lastUsedAt }) => formatMoment(lastUsedAt) },
    { title: 'Expires', cell: ({ expiresAt }) => formatMoment(expiresAt), optional: 1 },
    { title: 'Revoked', cell: ({ revokedAt }) => formatMoment(revokedAt) },
  ];
  return tableLines(tokens, columns, '', width);
}

export function revokedLines({ id, label }: Pick<TokenRecord, 'id' | 'label'>): string[] {
  return [`OK Revoked ${id} (${label}).`];
}
