import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';

/** What a process has loaded of OpenTelemetry's packages once it can start everything. */
function loadedWith(work: string): string[] {
  const script = `
    import { createRequire } from 'node:module';
    import { startProduct } from './product.ts';
    import { createLogger } from './telemetry/log.ts';
    import { openTracing } from './telemetry/open-tracing.ts';
    ${work}
    const files = Object.keys(createRequire(import.meta.url).cache);
    const packages = files.map((file) => /@opentelemetry[/\\\\][\\w-]+/.exec(file)?.[0]).filter(Boolean);
    console.log(JSON.stringify([typeof startProduct, ...new Set(packages)]));`;
  const output = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return (JSON.parse(output) as string[]).slice(1).map((name) => name.replaceAll('\\', '/'));
}

test("OpenTelemetry's SDK is loaded where a collector is named, and nowhere else", () => {
  // the interface alone, by prom-client
  assert.deepEqual(loadedWith("await openTracing(null, 'a', createLogger('a', 'silent'));"), ['@opentelemetry/api']);
  const loaded = loadedWith("await openTracing({ protocol: 'http/protobuf' }, 'a', createLogger('a', 'silent'));");
  assert.ok(loaded.includes('@opentelemetry/sdk-trace-base'), loaded.join());
});
