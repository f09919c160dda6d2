import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GivenDestination, requireDestination } from '../../../domain/destinations/destination.ts';

const webhook: GivenDestination = {
  name: 'crm',
  kind: 'webhook',
  settings: { url: 'https://crm.example.com/hook', secretFrom: { env: 'CRM_SECRET' } },
};

describe('a destination', () => {
  it('of messages is told of what people act on, and of lists that wants lists', () => {
    const events = requireDestination(webhook).events;
    assert.ok(events.includes('lead.became_hot') && !events.includes('score.changed'));
    assert.deepEqual(requireDestination({ name: 'files', kind: 'csv', settings: { to: '/srv/lists' } }).events, [
      'scoring.finished',
    ]);
  });

  it('in an own network may be without TLS, when somebody says so', () => {
    const settings = { ...webhook.settings, url: 'http://10.0.0.7/hook' };
    assert.throws(() => requireDestination({ ...webhook, settings }), /no TLS/);
    assert.ok(requireDestination({ ...webhook, settings: { ...settings, allowPrivate: true } }));
  });

  const refused: readonly (readonly [why: string, given: Partial<GivenDestination>, message: RegExp])[] = [
    ['a name that is no name', { name: 'My CRM' }, /name/],
    ['no secret', { settings: { url: 'https://a.example' } }, /needs the variable or file that holds the secret/],
    ['a setting of another kind', { settings: { ...webhook.settings, to: '/srv' } }, /takes no to/],
    ['two URLs', { settings: { ...webhook.settings, urlFrom: { env: 'URL' } } }, /needs one URL/],
    ['a password in the URL', { settings: { ...webhook.settings, url: 'https://a:b@c.example' } }, /password/],
    ['a query in the URL', { settings: { ...webhook.settings, url: 'https://c.example/?key=1' } }, /query/],
    ['a URL of another kind', { settings: { ...webhook.settings, url: 'file:///etc/passwd' } }, /none of http/],
    ['a secret in place of its name', { settings: { ...webhook.settings, secretFrom: { env: 'whsec_a+b=' } } }, /name/],
    ['a relative file', { settings: { ...webhook.settings, secretFrom: { file: 'secret' } } }, /absolute/],
    ['an unknown event', { events: ['lead.became_warm' as 'lead.became_hot'] }, /no event lead.became_warm/],
    ['no event', { events: [] }, /wants no event/],
    ['no change at all', { scoreChange: 0 }, /0 points/],
    ['events for a list', { kind: 'csv', settings: { to: '/a' }, events: ['incident.fired'] }, /only/],
    ['a relative folder', { kind: 'csv', settings: { to: 'lists' } }, /can't be put/],
    [
      'a table without a name',
      { kind: 'sql', settings: { urlFrom: { env: 'A' }, layout: 'table' } },
      /name of a table/,
    ],
    [
      'SQL in place of a table',
      { kind: 'sql', settings: { urlFrom: { env: 'A' }, layout: 'table', table: 'a; drop table b' } },
      /can't be a table/,
    ],
  ];
  for (const [why, given, message] of refused)
    it(`is refused with ${why}`, () => {
      assert.throws(() => requireDestination({ ...webhook, ...given }), { code: 'invalid_input', message });
    });

  it('shows in a refusal nothing that may be secret', () => {
    const settings = { ...webhook.settings, url: 'https://anna:s3cret@c.example/hook?key=t0ken' };
    assert.throws(
      () => requireDestination({ ...webhook, settings }),
      (error: Error) => !/s3cret|t0ken/.test(JSON.stringify(error) + error.message),
    );
  });
});
