import { wordActor } from '../../../domain/access/actor.ts';
import type { AuditEntry } from '../../../store/access/audit.ts';
import { absent, formatMoment } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function auditLines(entries: readonly AuditEntry[], width: number | null = null): string[] {
  if (entries.length === 0) return ['Nobody has done anything yet.'];
  const columns: Column<AuditEntry>[] = [
    { title: 'No.', cell: ({ id }) => String(id), right: true },
    { title: 'When', cell: ({ at }) => formatMoment(at) },
    { title: 'Who', cell: (entry) => whoOf(entry) },
    { title: 'Did', cell: ({ operation }) => operation },
    { title: 'To', cell: ({ target }) => target ?? absent, folds: true },
    { title: 'Details', cell: ({ details }) => detailsOf(details), folds: true },
  ];
  return tableLines(entries, columns, '', width);
}

function whoOf({ actorKind: kind, actor: name }: AuditEntry): string {
  return kind === 'cli' ? `${name} (command)` : wordActor({ kind, name });
}

function detailsOf(details: AuditEntry['details']): string {
  const words = Object.entries(details).map(([name, value]) => `${name}: ${worded(value)}`);
  return words.length === 0 ? absent : words.join('; ');
}

function worded(value: unknown): string {
  if (Array.isArray(value)) return value.map(worded).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
