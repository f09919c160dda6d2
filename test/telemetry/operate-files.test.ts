import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readExpression, readExpressions, readPanels, readRules, readScrapeFile } from './operate-files.ts';

describe('the files for Prometheus and Grafana in docs/operate', () => {
  it("hold expressions that Prometheus' grammar takes", () => {
    const expressions = readExpressions();
    assert.ok(expressions.length > 40);
    for (const [where, expression] of expressions) {
      const { correct, metrics } = readExpression(expression);
      assert.ok(correct, `${where}: ${expression}`);
      assert.ok(metrics.length > 0, `${where} reads no metric`);
    }
    assert.equal(readExpression('sum(rate(a{b=~"c"}[5m])').correct, false);
    assert.equal(readExpression('rate(a{b=~}[5m])').correct, false);
  });

  it('name each alert once, and say what is wrong and what to do', () => {
    const rules = readRules();
    assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
    for (const { alert, expr, for: lasting = '0s', labels, annotations } of rules) {
      assert.match(lasting, /^\d+[smh]$/, alert);
      assert.match(labels.severity ?? '', /^(critical|warning|info)$/, alert);
      assert.ok((annotations.summary ?? '') !== '' && (annotations.action ?? '') !== '', alert);
      // a label that the expression sums away would be empty in the message
      const kept = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ');
      for (const [, name = ''] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g))
        assert.ok(kept === undefined || kept.includes(name), `${alert}: ${name}`);
    }
  });

  it('draw what they ask for: each series of a panel has a name made of labels that are there', () => {
    for (const { title, targets = [] } of readPanels()) {
      for (const { expr, legendFormat } of targets) {
        const kept = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? ['job', 'instance'];
        for (const [, name = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          assert.ok(kept.includes(name), `${title}: ${legendFormat}`);
      }
    }
  });

  it('scrape under the names of jobs that the alerts watch', () => {
    const { rule_files: files, scrape_configs: jobs } = readScrapeFile();
    assert.deepEqual(files, ['alerts.yml']);
    for (const { job_name: name } of jobs) assert.match(name, /^perennial-/);
  });
});
