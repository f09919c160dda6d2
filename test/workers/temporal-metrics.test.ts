import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTemporalMetrics } from '../../workers/temporal-metrics.ts';
import { findExpositionProblems } from '../telemetry/check-exposition.ts';

const latency = {
  name: 'temporal_request_latency',
  kind: 'histogram',
  unit: 's',
  description: 'How long a "call" takes',
};
const requests = { name: 'temporal_request', kind: 'counter', description: 'Calls' };
const slots = { name: 'temporal_worker_task_slots_available', kind: 'gauge', description: 'Slots' };

describe("the SDK's metrics", () => {
  it('are summed up in the text format of Prometheus', () => {
    const metrics = createTemporalMetrics();
    const attributes = { operation: 'Poll"x"' };
    metrics.add([
      { metric: requests, value: 1, attributes },
      { metric: requests, value: 2, attributes },
      { metric: latency, value: 0.03, attributes },
      { metric: latency, value: 4000, attributes },
      { metric: slots, value: 7, attributes: {} },
      { metric: slots, value: 3, attributes: {} },
    ]);
    const lines = metrics.text().split('\n');
    assert.deepEqual(findExpositionProblems(metrics.text()), []);
    assert.ok(lines.includes('# TYPE temporal_request_total counter'));
    assert.ok(lines.includes('temporal_request_total{operation="Poll\\"x\\""} 3'));
    assert.ok(lines.includes('# HELP temporal_request_latency_seconds How long a "call" takes'));
    assert.ok(lines.includes('temporal_request_latency_seconds_bucket{operation="Poll\\"x\\"",le="0.025"} 0'));
    assert.ok(lines.includes('temporal_request_latency_seconds_bucket{operation="Poll\\"x\\"",le="0.05"} 1'));
    assert.ok(lines.includes('temporal_request_latency_seconds_bucket{operation="Poll\\"x\\"",le="1800"} 1'));
    assert.ok(lines.includes('temporal_request_latency_seconds_bucket{operation="Poll\\"x\\"",le="+Inf"} 2'));
    assert.ok(lines.includes('temporal_request_latency_seconds_count{operation="Poll\\"x\\""} 2'));
    assert.ok(lines.includes('temporal_worker_task_slots_available 3'));
  });

  it('stay bounded, whatever label comes', () => {
    const metrics = createTemporalMetrics();
    metrics.add(
      Array.from({ length: 6_000 }, (_, at) => ({ metric: requests, value: 1, attributes: { id: String(at) } })),
    );
    assert.equal(metrics.text().match(/^temporal_request_total\{/gm)?.length, 5_000);
  });
});
