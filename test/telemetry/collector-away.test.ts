import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createLogger } from '../../telemetry/log.ts';
import { openTracing } from '../../telemetry/open-tracing.ts';

test('a collector that refuses is told of once, and keeps no process from ending', async () => {
  const collector = createServer((_request, response) => void response.writeHead(400).end('no'));
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const { port } = collector.address() as AddressInfo;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  process.env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE = '1';
  const lines: string[] = [];
  const log = createLogger('api', 'info', { write: (line) => lines.push(line) });
  const tracing = await openTracing({ protocol: 'http/protobuf' }, 'perennial', log);
  assert.ok(tracing !== null);
  for (let at = 0; at < 3; at++) {
    const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
    tracing.serve({}, { method: 'GET', route: '/livez' }, response, () => response.emit('close'));
  }
  await tracing.close();
  assert.equal(lines.length, 1, lines.join());
  assert.match(lines[0] ?? '', /"level":"warn".*OpenTelemetry: .*Bad Request/);
  collector.close();
});
