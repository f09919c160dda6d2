import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/**
 * Who may import whom: the layout's table as data. A name is a top-level folder, or one file of it without `.ts`.
 */
type Rule = {
  readonly may: readonly string[] | 'anything';
  readonly mayNot?: readonly string[];
  /** Allowed as `import type` only. */
  readonly types?: readonly string[];
  /** Node's modules that it may use; left out: all. */
  readonly node?: readonly string[];
};

/** Modules of Node that compute and touch nothing outside the process. */
const pure = ['assert', 'assert/strict', 'buffer', 'crypto', 'util', 'zlib'];

export const layout: Readonly<Record<string, Rule>> = {
  domain: { may: [], node: pure },
  // threads for big fits; fs for the bytes of its kernels, which stand beside their source
  engine: { may: [], node: [...pure, 'worker_threads', 'fs'] },
  // workflows bundle it: types of the engine only, and no module of Node
  contract: { may: ['domain'], types: ['engine'], node: [] },
  tables: { may: ['domain'] },
  tabular: { may: ['domain', 'engine', 'tables'] },
  // attributes are read as the columns of files are
  models: { may: ['domain', 'engine', 'tables'], node: pure },
  simulation: { may: ['domain'] },
  store: { may: ['domain'] },
  ingest: { may: ['domain', 'tables', 'store'] },
  serving: { may: ['domain', 'engine', 'models', 'store', 'telemetry'] },
  mail: { may: ['domain', 'contract', 'models', 'store', 'telemetry'] },
  // what leaves the product: events and lists, to other systems
  delivery: { may: ['domain', 'store', 'telemetry'] },
  // what runs in threads
  jobs: { may: ['domain', 'engine', 'contract', 'models', 'store', 'telemetry'] },
  schedules: { may: ['domain', 'contract'] },
  // what API and CLI alike do with a training: start, cancel, status, wait
  control: { may: ['domain', 'contract', 'models', 'store', 'schedules', 'telemetry'] },
  activities: {
    may: [
      ...[
        'domain',
        'engine',
        'contract',
        'models',
        'simulation',
        'store',
        'ingest',
        'serving',
        'mail',
        'jobs',
        'delivery',
      ],
      ...['schedules', 'control', 'telemetry'],
    ],
  },
  workflows: { may: ['domain', 'contract'], node: [] },
  workers: { may: 'anything', mayNot: ['api', 'cli'] },
  api: {
    may: ['domain', 'contract', 'store', 'serving', 'ingest', 'models', 'jobs', 'schedules', 'control', 'telemetry'],
  },
  dashboard: { may: [], types: ['api/contracts'], node: [] },
  cli: { may: 'anything', mayNot: ['api', 'workers'] },
  // what it reads for others is named by them
  stack: { may: ['telemetry'], types: ['domain/secret-reference'] },
  telemetry: { may: ['domain'] },
  test: { may: 'anything' },
  bench: { may: 'anything' },
  docs: { may: 'anything' },
};

/** Refusals have one form everywhere; the version stands in package.json. */
const forAll = ['domain/errors.ts', 'package.json'];

/** They build a process from its parts, and read configuration. Files at the top, such as `main.ts`, may import anything. */
const entryPoints: Readonly<Record<string, readonly string[]>> = {
  'api/server.ts': ['stack'],
  'cli/main.ts': ['workers'],
};
const entryPoint = /^(workers\/[^/]+\.ts|api\/server\.ts|cli\/main\.ts|[^/]+\.ts)$/;
const readsConfiguration = /^(stack|test|bench)\//;

export type SourceFile = { readonly path: string; readonly source: string };
export type Violation = { readonly path: string; readonly line: number; readonly what: string };
export type Import = { readonly specifier: string; readonly typeOnly: boolean; readonly line: number };

/** `path`s are relative to the project's root, with slashes. */
export function findViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => [
    ...importsOf(file.source).flatMap((one) => judgeImport(file.path, one)),
    ...judgeEnvironment(file),
  ]);
}

/**
 * The formatter puts each statement at the start of a line and quotes specifiers singly, which makes a pattern sufficient.
 * `import { type A } from` counts as a value import: its module is loaded all the same.
 */
export function importsOf(source: string): Import[] {
  const code = source.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  const statements = /^(?:import|export)\b(?<type> type\b)?(?:[^;'"]*?\bfrom)?\s*'(?<from>[^']+)'/gm;
  const calls = /(?<type>\btypeof )?\bimport\(\s*'(?<from>[^']+)'/g;
  return [statements, calls].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match.groups?.from ?? '',
      typeOnly: match.groups?.type !== undefined,
      line: code.slice(0, match.index).split('\n').length,
    })),
  );
}

function judgeImport(path: string, { specifier, typeOnly, line }: Import): Violation[] {
  const reason = specifier.startsWith('.')
    ? refuseOwn(path, specifier, typeOnly)
    : refuseNode(path, specifier.replace(/^node:/, ''), typeOnly);
  return reason === undefined ? [] : [{ path, line, what: `imports ${specifier}: ${reason}` }];
}

function refuseOwn(path: string, specifier: string, typeOnly: boolean): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  if (target.startsWith('..')) return 'it lies outside the project';
  const folder = topOf(path);
  const targetFolder = topOf(target);
  if (folder === undefined || folder === targetFolder) return undefined;
  const rule = layout[folder];
  if (rule === undefined) return `the folder ${folder}/ is not in the table of test/architecture/dependency-rule.ts`;
  if (forAll.includes(target) || matches(entryPoints[path] ?? [], target)) return undefined;
  if (rule.may === 'anything') return matches(rule.mayNot ?? [], target) ? `${folder}/ may not import it` : undefined;
  if (matches(rule.may, target)) return undefined;
  if (matches(rule.types ?? [], target))
    return typeOnly ? undefined : `${folder}/ may import it by \`import type\` only`;
  return `${folder}/ may import ${[...rule.may, ...(rule.types ?? []).map((name) => `types of ${name}`)].join(', ') || 'no other folder'}`;
}

function refuseNode(path: string, name: string, typeOnly: boolean): string | undefined {
  const allowed = layout[topOf(path) ?? '']?.node;
  if (allowed === undefined || typeOnly || !builtinModules.includes(name) || allowed.includes(name)) return undefined;
  return `of Node's modules ${topOf(path)}/ may import ${allowed.join(', ') || 'none'}`;
}

function judgeEnvironment({ path, source }: SourceFile): Violation[] {
  if (entryPoint.test(path) || readsConfiguration.test(path)) return [];
  return source
    .split('\n')
    .flatMap((text, index) =>
      /^\s*(\/\/|\/?\*)/.test(text) || !/\bprocess\.env\b/.test(text)
        ? []
        : [{ path, line: index + 1, what: 'reads process.env: only entry points and stack/ read configuration' }],
    );
}

function matches(names: readonly string[], target: string): boolean {
  return names.some((name) => target.startsWith(`${name}/`) || target === `${name}.ts`);
}

/** Undefined for a file at the top. */
function topOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/')[0] : undefined;
}
