import { posix } from 'node:path';
import { importsOf, type SourceFile } from './dependency-rule.ts';

/** They stand beside the product and may import anything. */
const outside = ['test', 'bench', 'docs'];

/**
 * Circles among top-level folders, such as `activities -> workflows -> activities`: an import that runs back up. Type imports count,
 * for whoever reads one room must then know the other. Files at the top build processes from all rooms and are left out.
 */
export function findRoomCircles(files: readonly SourceFile[]): string[] {
  const arrows = new Map<string, Map<string, string>>();
  for (const { path, source } of files) {
    const from = roomOf(path);
    if (from === undefined || outside.includes(from)) continue;
    for (const { specifier, line } of importsOf(source)) {
      if (!specifier.startsWith('.')) continue;
      const to = roomOf(posix.join(posix.dirname(path), specifier));
      if (to === undefined || to === from || outside.includes(to)) continue;
      const ofRoom = arrows.get(from) ?? new Map<string, string>();
      if (!ofRoom.has(to)) ofRoom.set(to, `${path}:${line}`);
      arrows.set(from, ofRoom);
    }
  }
  const found = new Set<string>();
  const done = new Set<string>();
  function walk(room: string, way: readonly string[]): void {
    const at = way.indexOf(room);
    if (at >= 0) {
      const circle = [...way.slice(at), room];
      const places = circle.slice(1).map((to, index) => arrows.get(circle[index])?.get(to));
      found.add(`${circle.join(' -> ')} (${places.join(', ')})`);
      return;
    }
    if (done.has(room)) return;
    for (const to of arrows.get(room)?.keys() ?? []) walk(to, [...way, room]);
    done.add(room);
  }
  for (const room of arrows.keys()) walk(room, []);
  return [...found];
}

function roomOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/')[0] : undefined;
}
