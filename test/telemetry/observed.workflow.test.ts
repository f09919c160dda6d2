import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { showFigures } from '../../api/show-figures.ts';
import { stages } from '../../domain/runs.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { logFolder } from '../../stack/supervisor/supervised-servers.ts';
import type { Database } from '../../store/database/database.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { openProduct } from '../api/running-product.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { findExpositionProblems } from './check-exposition.ts';
import { type Span, startCollector } from './collector.ts';
import { readExpression, readExpressions } from './operate-files.ts';

const token = 'a-token-for-this-test-alone';
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
const authorized = { Authorization: `Bearer ${token}` };

/** Of ours, of which some have no series yet. */
function declaredLabels(): readonly string[] {
  const metrics = createMetrics();
  showFigures(metrics, {} as Database); // it is asked at a scrape only
  const known = metrics.registry.getMetricsAsArray() as unknown as { readonly labelNames: readonly string[] }[];
  return known.flatMap(({ labelNames }) => labelNames);
}

/** One training by the API, in the product as `npm start` runs it, with a collector of spans. */
describe('a training that a request started', () => {
  let retrainId = '';
  let scrape = '';
  let lines: Record<string, unknown>[] = [];
  let spans: readonly Span[] = [];

  before(async () => {
    const collector = await startCollector();
    const home = temporaryFolder();
    // as a process has it: OpenTelemetry's packages read it themselves
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    Object.assign(process.env, env);
    const product = await openProduct(
      { seed: 1, contacts: 150, leads: 120, conversations: 110 },
      { ...env, PERENNIAL_HOME: home, PERENNIAL_API_TOKEN: token, PERENNIAL_LEAD_LABEL: 'outcomes', LOG_LEVEL: 'info' },
    );
    try {
      const { api, controls } = product;
      const ask = (path: string, body?: object) =>
        fetch(`${api.url}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: { ...authorized, traceparent, 'X-Request-Id': 'train-17', 'Content-Type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      const started = await ask('/api/v1/training/start', { model: 'lead_scoring', candidates: 1, cv_folds: 2 });
      assert.equal(started.status, 202);
      retrainId = ((await started.json()) as { retrain_id: string }).retrain_id;
      await controls.training.waitFor(retrainId);
      const scraped = await fetch(`${api.url}/metrics`, { headers: authorized });
      assert.equal(scraped.status, 200);
      scrape = await scraped.text();
    } finally {
      await product.close();
      collector.close();
    }
    spans = collector.spans;
    const log = readFileSync(join(logFolder(home), 'perennial.log'), 'utf8');
    lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  });

  function sample(line: string): number {
    const found = scrape.split('\n').find((each) => each.startsWith(`${line} `));
    assert.ok(found, line);
    return Number(found.slice(line.length + 1));
  }

  it('is counted and timed by model, stage and step', () => {
    assert.equal(sample('perennial_trainings_total{model="lead_scoring",outcome="deployed"}'), 1);
    assert.equal(
      sample('perennial_gate_decisions_total{model="lead_scoring",evidence="holdout",decision="deploy"}'),
      1,
    );
    for (const { name } of stages)
      assert.equal(sample(`perennial_training_stage_duration_seconds_count{model="lead_scoring",stage="${name}"}`), 1);
    const all = sample('perennial_training_duration_seconds_sum{model="lead_scoring"}');
    const inStages = stages.map(({ name }) =>
      sample(`perennial_training_stage_duration_seconds_sum{model="lead_scoring",stage="${name}"}`),
    );
    assert.ok(all > 0 && inStages.reduce((sum, one) => sum + one, 0) <= all);
    assert.equal(sample('perennial_steps_total{step="extract",outcome="completed"}'), 1);
    assert.equal(sample('perennial_steps_running{step="extract"}'), 0);
    assert.equal(sample('perennial_database_up'), 1);
  });

  it('leaves what a scraper of Prometheus takes as it is', () => {
    assert.ok(scrape.length > 10_000);
    assert.deepEqual(findExpositionProblems(scrape), []);
  });

  it('leaves every metric and label that the alert rules and the dashboard read', () => {
    const families = new Map([...scrape.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type]) => [name, type]));
    const labels = new Set([
      ...['job', 'instance', ...declaredLabels()],
      ...[...scrape.matchAll(/[{,](\w+)="/g)].map(([, name]) => name),
    ]);
    for (const [where, expression] of readExpressions()) {
      const read = readExpression(expression);
      for (const metric of read.metrics) {
        const family = metric.replace(/_(bucket|sum|count)$/, '');
        const exposed = families.has(metric) || families.get(family) === 'histogram' || metric === 'up';
        assert.ok(exposed, `${where}: ${metric} is not among ${[...families.keys()].join(', ')}`);
      }
      for (const label of read.labels) assert.ok(labels.has(label), `${where}: no metric has the label ${label}`);
    }
  });

  it('leaves the metrics of ours that docs/operate.md explains, and no other', () => {
    const page = readFileSync(join(projectRoot, 'docs/operate.md'), 'utf8');
    const explained = [...page.matchAll(/`(perennial_\w+)`/g)].map(([, name]) => name);
    const exposed = [...scrape.matchAll(/^# TYPE (perennial_\w+) /gm)].map(([, name]) => name);
    assert.deepEqual([...new Set(explained)].sort(), exposed.sort());
  });

  it('has labels of few values: no id, and no name of anybody', () => {
    assert.doesNotMatch(scrape, new RegExp(retrainId));
    for (const [name] of Map.groupBy(scrape.split('\n'), (line) => /^(\w+)\{/.exec(line)?.[1] ?? '')) {
      const series = scrape.split('\n').filter((line) => line.startsWith(`${name}{`)).length;
      assert.ok(name === '' || series < 600, `${name} has ${series} series`);
    }
  });

  it('is found in the log by the id of its request, from the first step to the last', () => {
    const steps = lines.filter((line) => line.request_id === 'train-17' && line.activity !== undefined);
    const activities = new Set(steps.map(({ activity }) => activity));
    for (const activity of ['openRetrain', 'openRun', 'validate', 'evaluate', 'gate', 'deploy', 'closeRetrain'])
      assert.ok(activities.has(activity), `${activity} is not among ${[...activities].join()}`);
    for (const line of steps) {
      assert.equal(line.trace_id, trace);
      assert.match(String(line.workflow_id), /^retrain/);
      assert.match(String(line.workflow_run_id), /^[0-9a-f-]{36}$/);
      assert.equal(typeof line.attempt, 'number');
    }
  });

  it('is one trace, from the request through workflows to steps, without a gap', () => {
    const own = spans.filter(({ traceId }) => traceId === trace);
    const names = own.map(({ name }) => name);
    for (const name of [
      'POST /api/v1/training/start',
      'RunWorkflow:retrain',
      'RunWorkflow:trainModel',
      'StartActivity:extract',
      'RunActivity:extract',
      'RunActivity:closeRetrain',
    ])
      assert.ok(names.includes(name), `${name} is not among ${names.join(', ')}`);
    const known = new Set([...own.map(({ spanId }) => spanId), '00f067aa0ba902b7']);
    for (const { name, parentSpanId = '', service } of own) {
      assert.ok(known.has(parentSpanId), `${name} has no parent`);
      assert.equal(service, 'perennial');
    }
  });
});
