import type { z } from 'zod';
import { suggestion } from '../../domain/suggestion.ts';
import { fieldsOf } from '../fields/table-fields.ts';
import { type MappedTable, mappedTables } from './mapping-schema.ts';

/** What is wrong with a mapping, and where in it. */
export type MappingFault = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly remedy: string;
};

type Issue = z.core.$ZodIssue;

/** Of unions only the branch that was meant is reported: that of the value's type. */
export function faultsOf(issues: readonly Issue[], above: readonly PropertyKey[] = []): MappingFault[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    const name = pathText(path);
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path));
    if (issue.code === 'invalid_union') {
      const meant = issue.errors.filter((branch) => !branch.some((one) => one.path.length === 0 && isOfType(one)));
      if (meant.length > 0) return faultsOf(meant[0], path);
      const expected = [...new Set(issue.errors.flat().flatMap(expectation))].join(' or ');
      return [{ path, message: `${name} is not ${expected}.`, remedy: `Write ${expected}.` }];
    }
    const expected = expectation(issue).join(' or ');
    const missing =
      issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message);
    const message = missing ? `${name} is missing.` : `${name} is not ${expected}.`;
    return [{ path, message, remedy: missing ? `Add ${name}: ${expected}.` : `Write ${expected}.` }];
  });
}

function isOfType({ code }: Issue): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'null',
};

/** Completes "is not". */
function expectation(issue: Issue): string[] {
  if (issue.code === 'invalid_type') return [typeWords[issue.expected] ?? issue.expected];
  if (issue.code === 'invalid_value')
    return [
      issue.values
        .map(String)
        .join(', ')
        .replace(/^(.+, .+)$/, 'one of $1'),
    ];
  if (issue.code === 'too_small') return ['a list of at least one'];
  if (issue.code === 'invalid_format')
    return [`of the form ${'pattern' in issue ? String(issue.pattern) : issue.format}`];
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(expectation);
  return ['what is expected here'];
}

function unknownKey(key: string, path: readonly PropertyKey[]): MappingFault {
  const named = path.filter((part) => typeof part === 'string');
  const [root, table] = named;
  const at = [...path, key];
  if (root === 'tables' && named.length === 1) {
    const remedy = `The tables are: ${mappedTables.join(', ')}.`;
    return { path: at, message: `There is no table ${key}.${suggestion(key, mappedTables)}`, remedy };
  }
  if (root === 'tables' && named.length === 2) {
    const fields = fieldsOf(table as MappedTable);
    const remedy = `Its fields are: ${fields.join(', ')}. Beside them it takes when, unless, attributes, attributes_at.`;
    return { path: at, message: `${table} has no field ${key}.${suggestion(key, fields)}`, remedy };
  }
  const message = `${pathText(at)} is not known.`;
  return { path: at, message, remedy: 'docs/mapping.schema.json lists every key; editors complete them.' };
}

/** leads.stage.words, without the word 'tables' that stands above all. */
export function pathText(path: readonly PropertyKey[]): string {
  const shown = path[0] === 'tables' && path.length > 1 ? path.slice(1) : path;
  return shown.length === 0 ? 'The mapping' : shown.map(String).join('.');
}
