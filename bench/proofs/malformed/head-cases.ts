import type { Case, CaseTools } from './case-tools.ts';

/** Heads that are none, or that no client sends. */
export function headCases({
  authorization,
  base,
  pick,
  times,
  random,
  token,
  head,
  read,
  refused,
}: CaseTools): (() => Case)[] {
  return [
    function notHttp() {
      const bytes = pick([
        Buffer.from(Array.from({ length: times(20, 400) }, () => random.integer(256))),
        Buffer.from('1603010200010001fc0303', 'hex'),
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        Buffer.from('hello\r\n\r\n'),
        Buffer.from('GET / HTTP/9.9\r\n\r\n'),
        Buffer.from('GET  / HTTP/1.1\r\nHost: x\r\n\r\n'),
        Buffer.from('BREW /pot HTTP/1.1\r\nHost: localhost\r\n\r\n'),
        Buffer.from('\0\0\0\0\r\n\r\n'),
      ]);
      return refused('not HTTP', { ...read(bytes), ending: 'half-close' }, [400, 421], { mayBeCut: true });
    },
    function badHeader() {
      const line = pick(['no colon', 'Name : x', 'X: a\0b', 'X: a\rb', 'X: \x01', ': x', 'X\x80: a', 'X: a\nb: c']);
      const sent = read(head('GET /api/v1/session HTTP/1.1', [...base, line]));
      return refused('a bad header', sent, line.includes('\n') ? [400, 200] : [400]);
    },
    function largeHead() {
      const much = times(17_000, 60_000);
      const lines = pick([[`X: ${'x'.repeat(much)}`], Array.from({ length: much / 6 }, (_, at) => `a${at}: `)]);
      const line = `GET /${random.integer(2) === 0 ? '' : 'x'.repeat(much)} HTTP/1.1`;
      return refused('a large head', read(head(line, [...base, ...lines])), [431], { mayBeCut: true });
    },
    function doubledHeader() {
      const line = pick([
        'Host: example.com',
        authorization,
        'Authorization: Bearer x',
        'Content-Type: text/plain',
        'Idempotency-Key: b',
      ]);
      const more = ['Content-Type: application/json', 'Idempotency-Key: a', 'Content-Length: 2', line];
      const sent = read(head('POST /api/v1/tokens HTTP/1.1', [...base, ...more]), Buffer.from('{}'));
      return refused('a header twice', sent, [400], { operation: 'post /api/v1/tokens' });
    },
    function otherHost() {
      const host = pick([
        'Host: example.com',
        'Host: ',
        'Host: a@localhost',
        'Host: [::1',
        'Host: localhost:99999',
        'Host: a/b',
      ]);
      const sent = read(head('GET /api/v1/session HTTP/1.1', [host, authorization, 'Connection: close']));
      return refused('another host', sent, [400, 421]);
    },
    function noHost() {
      return refused('no host', read(head('GET / HTTP/1.1', ['Connection: close'])), [400, 421]);
    },
    function badAddress() {
      const path = pick([
        '/api/v1/experiments/%zz',
        '/api/v1/models/%ff/metrics',
        '/api/v1/experiments/%00',
        '/%',
        '/api/v1/session?%00=%ff',
        '*',
        'http://',
        '/api/v1/../v1/%2e%2e',
        '//evil',
        '/api/v1/imports/%F0%9F',
      ]);
      return refused('a bad address', read(head(`GET ${path} HTTP/1.1`, base)), [400, 404]);
    },
    function badQuery() {
      const query = pick([
        'limit=0',
        'limit=1e99',
        'limit=NaN',
        'limit[]=1',
        'limit=1&limit=2',
        'cursor=%00',
        'cursor=..',
        'nothing=1',
        '__proto__[x]=1',
      ]);
      const sent = read(head(`GET /api/v1/audit?${query} HTTP/1.1`, base));
      return refused('a bad query', sent, [400], { operation: 'get /api/v1/audit' });
    },
    function otherMethod() {
      const method = pick(['PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'PROPFIND']);
      return refused('another method', read(head(`${method} /api/v1/session HTTP/1.1`, base)), [405]);
    },
    function connectMethod() {
      return refused('CONNECT', read(head('CONNECT example.com:443 HTTP/1.1', base)), [400]);
    },
    function badToken() {
      const value = pick([
        'Bearer',
        'Bearer ',
        'Basic YWRtaW46YWRtaW4=',
        `Bearer ${token}x`,
        `Bearer ${token} ${token}`,
        'Bearer \xff',
        'x'.repeat(9_000),
      ]);
      const sent = read(
        head('GET /api/v1/session HTTP/1.1', ['Host: localhost', 'Connection: close', `Authorization: ${value}`]),
      );
      return refused('a bad token', sent, [401], { operation: 'get /api/v1/session' });
    },
  ];
}
