import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { alertRules } from '../../domain/alerts/rules.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from './fakes.ts';
import { incident } from './records.ts';

describe('the runbook', () => {
  let api: TestApi;
  before(async () => {
    api = await listen(fakePorts(fakeWorld({ incidents: [incident] })));
  });
  after(() => api.close());

  it('is a page that needs no sign-in, with a section for each alert', async () => {
    const answer = await fetch(`${api.url}/runbook`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    const page = await answer.text();
    for (const { id } of alertRules) assert.ok(page.includes(`<section id="${id}"`), id);
    assert.ok(page.includes('<code>npx perennial train &lt;model&gt;</code>'), 'commands stand as they are typed');
  });

  it('is where an incident links to', async () => {
    const { body } = await api.call('GET', `/api/v1/incidents/${incident.id}`);
    assert.equal(body.runbook, '/runbook#mae_high');
    const page = await (await fetch(`${api.url}${body.runbook}`)).text();
    assert.ok(page.includes('id="mae_high"'));
  });
});
