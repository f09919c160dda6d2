import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alertRules } from '../../domain/alerts/rules.ts';
import { runbook } from '../../domain/alerts/runbook.ts';
import { variables } from '../../stack/variables.ts';
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

// its commands, in backticks, are checked as those of every page: examples/examples.test.ts
test('every variable of the runbook exists', () => {
  const named = JSON.stringify(runbook).match(/PERENNIAL_[A-Z_]+/g) ?? [];
  assert.deepEqual(
    named.filter((name) => !Object.hasOwn(variables, name)),
    [],
  );
});

test('docs/runbook.md is the page that is written from the entries (npx node test/docs/runbook-page.ts writes it)', () => {
  assert.equal(readFileSync(pageFile, 'utf8').replaceAll('\r\n', '\n'), runbookPage());
});
