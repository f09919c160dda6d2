import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createCli } from '../../cli/cli.ts';
import { createProgram } from '../../cli/program.ts';
import { alertRules } from '../../domain/alerts/rules.ts';
import { runbook } from '../../domain/alerts/runbook.ts';
import { variables } from '../../stack/variables.ts';
import { surroundings } from '../cli/run-cli.ts';
import { pageFile, runbookPage } from './runbook-page.ts';

const rules = alertRules.map(({ id }) => id);

for (const rule of rules) {
  test(`the alert ${rule} has an entry in the runbook that says what to see, why and what to do`, () => {
    const entry = runbook[rule];
    assert.ok(entry, `Write an entry "${rule}" in domain/alerts/runbook.ts.`);
    assert.ok(entry.means.length > 40 && entry.ends.endsWith('.'));
    for (const list of [entry.see, entry.causes, entry.act]) assert.ok(list.length > 0);
    assert.ok(
      entry.act.some(({ command }) => command !== undefined),
      'an exact command',
    );
    assert.match(runbookPage(), new RegExp(`^## ${rule}$`, 'm'), 'the anchor of its heading');
  });
}

test('no entry is about a rule that is gone', () => {
  assert.deepEqual(
    Object.keys(runbook).filter((id) => !rules.includes(id)),
    [],
  );
});

test('every command of the runbook exists with its options, and every variable too', () => {
  const program = createProgram(createCli(surroundings()));
  const instructions = Object.values(runbook).flatMap(({ see, act }) => [...see, ...act]);
  for (const { command = '' } of instructions) {
    if (command.startsWith('npx perennial')) requireCommand(program, command.split(' ').slice(2), command);
  }
  const named = JSON.stringify(runbook).match(/PERENNIAL_[A-Z_]+/g) ?? [];
  assert.deepEqual(
    named.filter((name) => !Object.hasOwn(variables, name)),
    [],
  );
});

/** Follows the words to a command, then looks for each option. */
function requireCommand(parent: Command, [word = '', ...rest]: readonly string[], whole: string): void {
  const command = parent.commands.find((each) => each.name() === word);
  if (command !== undefined) {
    requireCommand(command, rest, whole);
    return;
  }
  assert.ok(parent.parent !== null, `${whole}: there is no command ${word}`);
  const options = [word, ...rest].filter((each) => each.startsWith('--'));
  const known = parent.options.map(({ long }) => long);
  assert.deepEqual(
    options.filter((each) => !known.includes(each)),
    [],
    whole,
  );
}

test('docs/runbook.md is the page that is written from the entries (npx node test/docs/runbook-page.ts writes it)', () => {
  assert.equal(readFileSync(pageFile, 'utf8').replaceAll('\r\n', '\n'), runbookPage());
});
