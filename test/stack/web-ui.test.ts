import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findRoute, readHttpRoutes } from '../../stack/temporal/web-ui/http-routes.ts';
import { renderPage } from '../../stack/temporal/web-ui/render-markdown.ts';
import { hasSession, refusalOf, sessionCookie, webUiToken } from '../../stack/temporal/web-ui/web-ui-session.ts';
import { temporaryFolder } from '../infrastructure.ts';

test("a request's path leads to the method of Temporal's API, with ids that hold slashes", () => {
  const routes = readHttpRoutes();
  const found = (verb: string, path: string) => {
    const call = findRoute(routes, verb, path);
    return call && [call.route.method.name, call.params];
  };
  const base = '/api/v1/namespaces/default';
  assert.deepEqual(found('GET', `${base}/workflows/retrain%2F1%2Fchurn`), [
    'DescribeWorkflowExecution',
    { namespace: 'default', 'execution.workflow_id': 'retrain/1/churn' },
  ]);
  assert.deepEqual(found('POST', `${base}/schedules/retention-daily/patch`), [
    'PatchSchedule',
    { namespace: 'default', schedule_id: 'retention-daily' },
  ]);
  assert.equal(found('GET', `${base}/workflow-count`)?.[0], 'CountWorkflowExecutions');
  assert.equal(found('GET', '/api/v1/cluster-info')?.[0], 'GetClusterInfo');
  assert.equal(found('GET', `${base}/workflows/`), undefined);
  assert.equal(found('DELETE', `${base}/nothing`), undefined);
});

test('the session is the cookie that the token was exchanged for, and no other', () => {
  const token = webUiToken(undefined);
  const [cookie = ''] = sessionCookie(token, 8233).split(';');
  assert.match(sessionCookie(token, 8233), /; HttpOnly; SameSite=Strict$/);
  assert.ok(!cookie.includes(token));
  assert.ok(hasSession(`other=1; ${cookie}; more=2`, token, 8233));
  for (const other of [undefined, '', 'perennial-web-ui-8233=', `${cookie}x`, `perennial-web-ui-8233=${token}`]) {
    assert.equal(hasSession(other, token, 8233), false, other);
  }
  assert.equal(hasSession(cookie, token, 8234), false);
  assert.equal(hasSession(cookie, webUiToken(undefined), 8233), false);
});

test('a home keeps its token, for its owner only', () => {
  const home = temporaryFolder();
  const token = webUiToken(home);
  assert.equal(webUiToken(home), token);
  if (process.platform !== 'win32') assert.equal(statSync(join(home, 'web-ui.token')).mode & 0o777, 0o600);
});

test('a request is refused by the Host, the Origin and what the browser says of its page', () => {
  const host = 'localhost:8233';
  for (const headers of [
    { host },
    { host: '127.0.0.1:8233', origin: 'http://127.0.0.1:8233' },
    { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
    { host, 'sec-fetch-site': 'none' },
  ]) {
    assert.equal(refusalOf(headers, 8233), undefined, JSON.stringify(headers));
  }
  for (const headers of [
    {},
    { host: 'localhost' },
    { host: 'localhost:8000' },
    { host: 'evil.example:8233' },
    { host, origin: 'http://localhost:3000' },
    { host, origin: 'null' },
    { host, 'sec-fetch-site': 'same-site' },
    { host, 'sec-fetch-site': 'cross-site' },
  ]) {
    assert.notEqual(refusalOf(headers, 8233), undefined, JSON.stringify(headers));
  }
});

test('details of a workflow are shown as paragraphs, tables and bold text, and HTML in them as text', () => {
  const page = renderPage(
    '**Churn**, 40%\n\n| stage | |\n|---|---|\n| train | now: <img src=x> |\n\n- one\n- `two`',
    'dark',
  );
  assert.match(page, /<p><strong>Churn<\/strong>, 40%<\/p>/);
  assert.match(page, /<tr><th>stage<\/th><th><\/th><\/tr><tr><td>train<\/td><td>now: &#60;img src=x&#62;<\/td><\/tr>/);
  assert.match(page, /<ul><li>one<\/li><li><code>two<\/code><\/li><\/ul>/);
  assert.doesNotMatch(page, /<img/);
});
