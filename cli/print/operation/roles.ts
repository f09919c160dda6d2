import { accessOf, operationNames } from '../../../domain/access/operations.ts';
import { type Role, roles, roleWords } from '../../../domain/access/roles.ts';
import { wrapped } from '../wrap.ts';

/** Each role with what it may beyond those before it. */
export function roleLines(width: number | null = null): string[] {
  const room = width ?? Number.POSITIVE_INFINITY;
  return roles.flatMap((role, at) => [
    ...(at === 0 ? [] : ['']),
    role,
    ...wrapped(`${roleWords[role]}:`, '  ', room),
    ...changesOf(role).flatMap((words) => wrapped(words, '      ', room, '    ')),
  ]);
}

function changesOf(role: Role): string[] {
  return operationNames.flatMap((name) => {
    const { role: needed, does, commands = [] } = accessOf(name);
    if (needed !== role || does === undefined) return [];
    return [commands.length === 0 ? does : `${does} (${commands.join(', ')})`];
  });
}
