import { plural } from '../format.ts';

export function migratedLines(applied: readonly string[]): string[] {
  if (applied.length === 0) return ['OK The schema is current.'];
  return [`OK Applied ${plural(applied.length, 'migration')}:`, ...applied.map((name) => `   ${name}`)];
}
