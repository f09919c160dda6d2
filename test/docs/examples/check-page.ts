import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '../../../api/http/operation.ts';
import { benchmarks } from '../../../bench/benchmarks/list.ts';
import { proofs } from '../../../bench/proofs/list.ts';
import { readDelivery } from '../../../ingest/hooks/read-delivery.ts';
import { parseMappings } from '../../../ingest/mapping/read-mapping-file.ts';
import { parseSource } from '../../../ingest/sources/source-definition.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { projectRoot } from '../../../stack/project-root.ts';
import { variables } from '../../../stack/variables.ts';
import { commandNames } from '../../cli/golden/transcript.ts';
import type { Text } from '../named-files.ts';
import { type Block, blocksOf, spansOf } from './blocks.ts';
import { faultOfCommandLine } from './command-lines.ts';
import { faultsOfRequest, issuesOf, operationOf, readCurl } from './requests.ts';
import { type Command, readCommands } from './shell.ts';

/** What is known of the product, by which examples are checked. */
export type Known = { readonly operations: readonly Operation[]; readonly page: string };

type Check = (block: Block, known: Known) => Promise<readonly string[]> | readonly string[];

/** How a block is checked, by its language. One that isn't here is refused, so that none is left unread. */
const checks: Readonly<Record<string, Check>> = {
  sh: checkShell,
  json: checkJson,
  yaml: ({ about, source }) => {
    if (about === 'mapping') parseMappings(source, 'example');
    else if (about === 'source') parseSource(source, 'shop', 'example');
    else return ['say what reads it: ```yaml mapping, or ```yaml source'];
    return [];
  },
  // run by sql.db.test.ts
  sql: () => [],
  caddyfile: ({ source }) =>
    /^\s*reverse_proxy \/hooks\/\* localhost:8000$/m.test(source) ? [] : ['passes on something else than /hooks/'],
  text: ({ about }) => (/^(output|drawing)$/.test(about) ? [] : ['say what it is: ```text output, or ```text drawing']),
};

/** What is wrong with the examples of a page, each with the page and its line. */
export async function faultsOfExamples(page: Text, operations: readonly Operation[]): Promise<string[]> {
  const known = { operations, page: page.source };
  const faults: string[] = [];
  for (const block of blocksOf(page)) {
    const check = checks[block.kind] ?? (() => [`nothing checks a block of the language "${block.kind}"`]);
    for (const fault of await attempt(() => check(block, known))) faults.push(`${page.path}:${block.line} ${fault}`);
  }
  // decisions tell what was as well
  const spans = page.path.startsWith('docs/decisions/') ? [] : spansOf(page.source);
  for (const { line, text } of spans) {
    for (const fault of await attempt(() => checkSpan(text, known))) faults.push(`${page.path}:${line} ${fault}`);
  }
  return faults;
}

async function attempt(check: () => ReturnType<Check>): Promise<readonly string[]> {
  try {
    return await check();
  } catch (error) {
    return [(error as Error).message];
  }
}

function checkJson({ about, source }: Block, { operations }: Known): string[] {
  const value: unknown = JSON.parse(source);
  if (about === 'webhook') {
    const delivery = { id: 1, headers: {}, body: Buffer.from(source), receivedAt: new Date() };
    const reading = readDelivery({ kind: 'standard' }, delivery);
    return 'error' in reading ? [reading.error.message] : [];
  }
  const [method = '', path = ''] = about.split(' ');
  const operation = operationOf(operations, method, path);
  if (operation === undefined) return ['say where it belongs: ```json POST /api/v1/..., or ```json webhook'];
  const schema = method === 'GET' ? operation.answers[200]?.schema : operation.body;
  return issuesOf(schema, value, method === 'GET' ? 'answer' : 'body');
}

async function checkShell({ source }: Block, known: Known): Promise<string[]> {
  const faults = [];
  for (const command of readCommands(source)) faults.push(...(await checkCommand(command, known)));
  return faults;
}

/** Programs that aren't ours, and need nothing of ours but what the eye sees. */
const outside = new Set(['git', 'cd', 'docker', 'psql', 'chmod', 'caddy', 'grep', 'ls']);

async function checkCommand({ set, words }: Command, known: Known, partly = false): Promise<string[]> {
  const faults = Object.keys(set).flatMap((name) => faultOfVariable(name, known, words));
  const [program, ...rest] = words;
  if (program === undefined || outside.has(program)) return faults;
  if (program === 'npx' && rest[0] === 'perennial') {
    const fault = await faultOfCommandLine(rest.slice(1), partly);
    return fault === null ? faults : [...faults, `npx ${rest.join(' ')}: ${fault}`];
  }
  if (program === 'npx' && rest[0] === 'cloudflared') return faults;
  if (program === 'npx' && rest[0] === 'node')
    return [...faults, ...faultOfFile(rest.find((word) => word.endsWith('.ts')))];
  if (program === 'npm') return [...faults, ...faultsOfScript(rest)];
  if (program === 'python3') return [...faults, ...faultsOfPython(rest)];
  if (program === 'curl') return [...faults, ...faultsOfRequest(known.operations, readCurl(words))];
  return [...faults, `nothing checks the program ${program}`];
}

/** One of ours, or one that holds a secret of another system, which a command of the page or a program names. */
function faultOfVariable(name: string, { page }: Known, words: readonly string[]): string[] {
  if (Object.hasOwn(variables, name) || /^OTEL_/.test(name)) return [];
  const named = new RegExp(`-env ${name}\\b`).test(page) || words.includes(name);
  const program = /python3 (\S+\.py)/.exec(page)?.[1];
  const read = program !== undefined && readFileSync(join(projectRoot, program), 'utf8').includes(name);
  return named || read ? [] : [`nothing reads the variable ${name}`];
}

function faultOfFile(file: string | undefined): string[] {
  return file === undefined || existsSync(join(projectRoot, file)) ? [] : [`there is no file ${file}`];
}

/** Argparse names its options as they are typed. */
function faultsOfPython([file = '', ...words]: readonly string[]): string[] {
  const missing = faultOfFile(file);
  if (missing.length > 0) return missing;
  const source = readFileSync(join(projectRoot, file), 'utf8');
  return words
    .filter((word) => word.startsWith('--') && !source.includes(`"${word}"`))
    .map((word) => `${file} ${word}`);
}

const named: Readonly<Record<string, readonly { readonly name: string }[]>> = { proof: proofs, bench: benchmarks };

function faultsOfScript(words: readonly string[]): string[] {
  const [first = '', second = ''] = words.filter((word) => !/^-s$/.test(word));
  const script = first === 'run' ? second : first;
  if (['ci', 'install', 'audit'].includes(script)) return [];
  if (!Object.hasOwn(packageJson.scripts, script)) return [`npm has no script ${script}`];
  const name = words[words.indexOf('--') + 1];
  const list = named[script];
  if (list === undefined || name === undefined || !words.includes('--') || /^<|^-/.test(name) || name === 'all')
    return [];
  return list.some((each) => each.name === name) ? [] : [`npm run ${script} has no ${name}`];
}

const commands = new Set(commandNames().map((name) => name.split(' ')[0] ?? ''));

/** Commands, routes and variables in a sentence, which may leave out values and offer words as a|b. */
async function checkSpan(span: string, known: Known): Promise<readonly string[]> {
  const text = span.replace(/ ?\.\.\.$/, '');
  if (/^(npx perennial|npm (run|start|test)|npx node|python3|export \w+=) ?/.test(text) || isCommand(text)) {
    const lines = alternatives(isCommand(text) ? `npx perennial ${text.replace(/^perennial /, '')}` : text);
    const faults = [];
    for (const line of lines)
      for (const command of readCommands(withExamples(line)))
        faults.push(...(await checkCommand(command, known, true)));
    return faults;
  }
  const [, method, path] = /^(GET|POST) (\/(?:api|metrics|livez|readyz|healthz)[^\s?]*)(\?\S*)?$/.exec(text) ?? [];
  if (method !== undefined && path !== undefined && !span.includes('...'))
    return operationOf(known.operations, method, path) === undefined ? [`${text} is no route`] : [];
  const [variable] = /^PERENNIAL_[A-Z0-9_]*[A-Z0-9](?==|$)/.exec(text) ?? [];
  return variable === undefined || span.endsWith('...') || Object.hasOwn(variables, variable)
    ? []
    : [`there is no variable ${variable}`];
}

/** `gate show <experiment>` is one of ours without what stands before it. */
function isCommand(text: string): boolean {
  const [first = '', ...more] = text.split(' ');
  return more.length > 0 && !/^\w+=/.test(more[0] ?? '') && (first === 'perennial' || commands.has(first));
}

/** `alerts list|ack` is two commands. */
function alternatives(line: string): string[] {
  const choice = /\S*\w\|\w\S*/.exec(line)?.[0];
  return choice === undefined ? [line] : choice.split('|').map((one) => line.replace(choice, one));
}

/** A value for what stands for one. */
function withExamples(line: string): string {
  return line
    .replaceAll('<model>', 'churn')
    .replace(/<[^<>]+>/g, '1')
    .replace(/\b[NAB]\b/g, '1');
}
