import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newTraceparent, traceIdOf } from '../../telemetry/trace-context.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a traceparent', () => {
  it('names its trace', () => {
    assert.equal(traceIdOf(`00-${trace}-00f067aa0ba902b7-01`), trace);
    assert.equal(traceIdOf(`cc-${trace}-00f067aa0ba902b7-01-what-the-future-brings`), trace);
    assert.equal(traceIdOf(newTraceparent(trace)), trace);
  });

  it('that is none begins a new trace', () => {
    const none = {
      'of zeros': `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      'without a parent': `00-${trace}-${'0'.repeat(16)}-01`,
      'of a version that there can never be': `ff-${trace}-00f067aa0ba902b7-01`,
      'longer than its version allows': `00-${trace}-00f067aa0ba902b7-01-more`,
      'in capitals': `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
      'of something else': 'hello',
    };
    for (const [name, traceparent] of Object.entries(none)) assert.equal(traceIdOf(traceparent), null, name);
    assert.equal(traceIdOf(undefined), null);
  });
});
