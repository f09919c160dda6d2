import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { z } from 'zod';
import { createApp } from '../../api/app.ts';
import { createOperations } from '../../api/operations.ts';
import { predictionTrace, tracedId } from '../ingest/trace/traces.ts';
import { destination } from './fake-destinations.ts';
import { listedImport, report, upload } from './fake-imports.ts';
import { anna } from './fake-people.ts';
import { knownPrediction } from './fake-predictions.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import {
  counts,
  deployment,
  experiment,
  finishedRun,
  incident,
  mail,
  metric,
  schedule,
  training,
  version,
} from './records.ts';
import { leadDetails, leadVerdict } from './run-details.ts';

const world = fakeWorld({
  status: training,
  runs: [finishedRun],
  details: [leadDetails],
  verdicts: { lead_scoring: leadVerdict },
  versions: [version],
  mails: [mail],
  incidents: [incident],
  data: counts,
  experiments: [experiment],
  deployments: [deployment],
  metrics: [metric],
  schedules: [schedule],
});
const called = await world.people.actions.record({
  ...{ model: 'lead_scoring', subject: 'l-anna', kind: 'called', actor: 'Max' },
  occurredAt: new Date('2026-06-01T08:00:00Z'),
});
const ports = fakePorts(world);
const operations = createOperations(ports);
let api: TestApi;
let document: {
  openapi: string;
  tags: { name: string }[];
  paths: Record<
    string,
    Record<
      string,
      {
        security: unknown[];
        requestBody?: { required: boolean };
        responses: Record<string, { content: object }>;
      }
    >
  >;
  components: { schemas: Record<string, unknown> };
};
before(async () => {
  api = await listen(ports);
  document = (await api.call('GET', '/openapi.json', { authorization: null })).body;
});
after(() => api.close());

describe('the OpenAPI document', () => {
  it('holds every route that the app serves, and no other', () => {
    type Layer = {
      route?: { path: string; methods?: Record<string, boolean>; stack: { method?: string }[] };
      handle?: { stack?: Layer[] };
    };
    const served: string[] = [];
    const collect = (layers: readonly Layer[]) => {
      for (const { route, handle } of layers) {
        if (route !== undefined && typeof route.path === 'string') {
          const path = route.path.replace(/:(\w+)/g, '{$1}');
          for (const { method } of route.stack) if (method !== undefined) served.push(`${method} ${path}`);
        } else if (handle?.stack !== undefined) collect(handle.stack);
      }
    };
    collect((createApp(ports) as unknown as { router: { stack: Layer[] } }).router.stack);
    // pages and documents for people and generators, not operations
    const documents = ['get /openapi.json', 'get /', 'get /parts/metric-titles.js', 'get /runbook'];
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(served.filter((route) => !documents.includes(route)).sort(), documented.sort());
  });

  it("has the guide's five endpoints under the tag that its link names", () => {
    const tagged = operations.filter((operation) => operation.tag === 'ML Training');
    assert.deepEqual(
      tagged.map(({ method, path }) => `${method} ${path}`),
      ['status', 'start', 'stop', 'history', 'models'].map(
        (name) => `${name.startsWith('st') && name !== 'status' ? 'post' : 'get'} /api/v1/training/${name}`,
      ),
    );
    assert.ok(document.tags.some((tag) => tag.name === 'ML Training'));
  });

  it('resolves every reference within itself', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]);
    assert.ok(references.length > 20);
    for (const reference of references) {
      const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(reference ?? '') ?? [];
      assert.ok(name !== undefined && name in document.components.schemas, reference);
    }
  });

  it('asks for a token everywhere but for health', () => {
    const open = ['/livez', '/readyz', '/healthz', '/sign-in'];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { security, responses } of Object.values(methods)) {
        assert.equal(security.length, open.includes(path) ? 0 : 1, path);
        assert.equal('401' in responses, !open.includes(path) || path === '/sign-in', path);
      }
    }
  });
});

function pathOf(path: string): string {
  const ids = {
    '/experiments/': experiment.experiment.id,
    '/schedules/': schedule.id,
    '/incidents/': String(incident.id),
    '/people/': anna.contact,
    '/actions/': String(called.id),
    '/imports/': upload.id,
    '/tokens/': 'token1',
    '/trace/': tracedId(predictionTrace),
  };
  const [, id = '7'] = Object.entries(ids).find(([part]) => path.includes(part)) ?? [];
  return path
    .replace('{id}', id)
    .replace('{name}', destination.name)
    .replace('{model}', 'lead_scoring')
    .replace('{prediction_id}', knownPrediction)
    .replace('{retrain_id}', finishedRun.retrainId)
    .replace('{version}', version.name)
    .replace('{table}', 'contacts')
    .replace('{name}', 'shop');
}

describe('an answer', () => {
  const bodies: Record<string, object> = {
    '/api/v1/people/{id}/erase': { confirm: anna.contact },
    '/api/v1/training/start': { model: 'churn' },
    '/api/v1/predictions/lead_scoring': { ids: ['lead-1'] },
    '/api/v1/predictions/churn': { ids: ['contact-1'] },
    '/api/v1/predictions/engagement': {
      messages: [{ contact_id: 'contact-1', message: { content_type: 'informational' } }],
    },
    ...Object.fromEntries(
      [
        'experiments/{id}/promote',
        'experiments/{id}/rollback',
        'experiments/{id}/pause',
        'experiments/{id}/resume',
        'schedules/{id}/pause',
        'schedules/{id}/resume',
        'schedules/{id}/trigger',
        'models/{model}/deploy',
        'models/{model}/rollback',
      ].map((path) => [`/api/v1/${path}`, { reason: 'because' }]),
    ),
    '/api/v1/destinations': { name: 'files', kind: 'csv', to: '/srv/lists' },
    '/api/v1/actions': { model: 'lead_scoring', subject: 'l-anna', kind: 'not_now' },
    '/api/v1/imports/undo': { batch: 7 },
    '/api/v1/sources': { name: 'shop', preset: 'odoo', credential: { env: 'SHOP_DATABASE_URL' } },
    '/api/v1/data/{table}': { rows: [{ external_id: 'a' }, { external_id: 'unread' }] },
    '/api/v1/tokens': { name: 'crm', role: 'viewer', expires_at: '2999-01-01T00:00:00Z' },
    '/api/v1/outcomes': { outcomes: [{ model: 'churn', subject: 'contact-1' }] },
  };
  const queries: Record<string, string> = {
    'get /api/v1/predictions': '?model=churn',
    'get /api/v1/people': '?q=Anna',
    'post /api/v1/imports': '?name=deals.csv',
  };
  // a sign-in comes from a page of ours (session.test.ts); what is sent bit by bit has tests of its own
  const streamed = operations.filter(({ answers }) => Object.values(answers).some(({ type }) => type !== undefined));
  for (const operation of operations.filter((each) => each.path !== '/sign-in' && !streamed.includes(each))) {
    it(`keeps to its schema: ${operation.method} ${operation.path}`, async () => {
      // cancelling first lets `start` start; `stop` needs something that runs
      world.status = operation.path.endsWith('/start') ? { ...training, status: 'completed' } : training;
      world.imports.uploads = [{ ...upload, trial: report }];
      world.imports.imports = [listedImport];
      world.pretend.now = { state: 'none', progress: null, error: null };
      const json = operation.method === 'get' ? undefined : bodies[operation.path];
      const { status, body } = await api.call(
        operation.method.toUpperCase(),
        pathOf(operation.path) + (queries[`${operation.method} ${operation.path}`] ?? ''),
        json === undefined ? {} : { json },
      );
      const schema = operation.answers[status]?.schema as z.ZodObject | undefined;
      assert.ok(schema, `status ${status} is not documented`);
      assert.deepEqual(schema.strict().parse(body), body);
    });
  }

  it('of HEAD has the headers of GET and no body', async () => {
    const { status, body } = await api.call('HEAD', '/api/v1/training/status');
    assert.deepEqual([status, body], [200, '']);
  });
});

describe('pages', () => {
  it('come with their assets from this server only', async () => {
    for (const path of ['/', '/docs']) {
      const { status, body, headers } = await api.call('GET', path, { authorization: null });
      assert.equal(status, 200);
      assert.doesNotMatch(body, /(?:src|href)="(?:https?:)?\/\//);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/);
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /script-src|unsafe-eval|upgrade-insecure/);
      for (const [, asset] of body.matchAll(/(?:src|href)="(\/[^"#]*)/g)) {
        assert.equal((await api.call('GET', asset, { authorization: null })).status, 200, asset);
      }
    }
  });

  it('offer only the files that they need from their folders', async () => {
    for (const path of ['/tsconfig.json', '/../package.json', '/docs/assets/package.json', '/docs/assets/index.html']) {
      assert.equal((await api.call('GET', path, { authorization: null })).status, 404, path);
    }
  });

  it('never hold the token', async () => {
    const { body } = await api.call('GET', '/', {});
    assert.ok(!body.includes(goodToken));
  });
});

// last, because it acts
describe('the document', () => {
  it('says of each body whether it may be left out', async () => {
    world.status = { ...training, status: 'completed' };
    for (const { path, method, body } of operations) {
      if (body === undefined || path === '/sign-in') continue;
      const { requestBody } = document.paths[path]?.[method] ?? {};
      const { status, body: answer } = await api.call(method.toUpperCase(), pathOf(path));
      const refused = status === 400 && /^body/.test(answer.detail);
      assert.equal(requestBody?.required, refused, `${path}: ${answer.detail}`);
    }
  });
});
