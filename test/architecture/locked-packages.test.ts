import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';

/**
 * Packages with published holes that this project once locked, each with the first version without them: `never` where nobody mends it.
 * `npm audit` knows more, but asks a server; this list is for what an override keeps out, so that no update brings it back unnoticed.
 */
const holed: Record<string, { readonly mendedIn: string; readonly hole: string }> = {
  xlsx: { mendedIn: 'never', hole: 'CVE-2023-30533 and CVE-2024-22363; newer ones are not on npm' },
  '@e965/xlsx': { mendedIn: '0.20.2', hole: 'CVE-2024-22363' },
  request: { mendedIn: 'never', hole: 'CVE-2023-28155' },
  '@cypress/request': { mendedIn: '3.0.0', hole: 'CVE-2023-28155' },
  'tough-cookie': { mendedIn: '4.1.3', hole: 'CVE-2023-26136' },
  'form-data': { mendedIn: '4.0.4', hole: 'CVE-2025-7783' },
  qs: { mendedIn: '6.14.1', hole: 'CVE-2025-15284' },
  mathjs: {
    mendedIn: '15.2.0',
    hole: 'an expression runs code: mended in 11.9.1, and again for CVE-2026-40897 and CVE-2026-41139',
  },
};

type Lock = { readonly packages: Record<string, LockedPackage> };
type LockedPackage = { readonly name?: string; readonly version?: string; readonly resolved?: string };

const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as Lock;

describe('the lockfile', () => {
  test('holds no package with a hole that an override keeps out', () => {
    assert.deepEqual(findHoled(lock), []);
  });

  test('names no registry, so that each installs from its own', () => {
    const named = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
    assert.deepEqual(named, []);
  });
});

describe('the search for holed packages', () => {
  test('finds them nested, behind another name, and whatever the number of digits', () => {
    const packages = {
      '': { version: '0.1.0' },
      'node_modules/tough-cookie': { version: '2.5.0' },
      'node_modules/qs': { version: '6.9.7' },
      'node_modules/a/node_modules/qs': { version: '6.14.1' },
      'node_modules/a/node_modules/sheets': { name: 'xlsx', version: '0.20.3' },
      'node_modules/b/node_modules/xlsx': { name: '@e965/xlsx', version: '0.20.3' },
    };
    assert.deepEqual(findHoled({ packages }), ['tough-cookie 2.5.0', 'qs 6.9.7', 'xlsx 0.20.3']);
  });
});

function findHoled({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { name = nameOf(path), version = '' }]) => {
    const known = holed[name];
    if (known === undefined) return [];
    return known.mendedIn === 'never' || isOlder(version, known.mendedIn) ? [`${name} ${version}`] : [];
  });
}

/** 'node_modules/a/node_modules/@b/c' is @b/c; an alias states its real name beside it. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function isOlder(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split(/[.-]/).map(Number));
  const at = [0, 1, 2].find((index) => left?.[index] !== right?.[index]);
  return at !== undefined && (left?.[at] ?? 0) < (right?.[at] ?? 0);
}
