import type { Case, CaseTools } from './case-tools.ts';

const success = [200, 201];
/** Of the tokens that valid requests make. */
const validName = 'valid';

/** Bodies whose length is not clear, several requests on one connection, and connections that end too early. Valid ones among them. */
export function connectionCases({
  authorization,
  base,
  pick,
  times,
  targets,
  head,
  post,
  read,
  refused,
  smuggled,
}: CaseTools): (() => Case)[] {
  return [
    function badLength() {
      const length = pick(['-1', '+5', '0x10', '5, 5', '1e3', '99999999999999999999', 'ten', '5 5']);
      const lines = [...base, 'Content-Type: application/json', `Content-Length: ${length}`];
      return refused('a bad length', read(head('POST /api/v1/tokens HTTP/1.1', lines), Buffer.from('{"a"}')), [400], {
        mayBeCut: true,
      });
    },
    function smuggling() {
      const framing = pick([
        ['Content-Length: 5', 'Transfer-Encoding: chunked'],
        ['Transfer-Encoding: chunked', 'Content-Length: 5'],
        ['Content-Length: 5', 'Content-Length: 6'],
        ['Content-Length: 0', 'Transfer-Encoding: chunked'],
        ['Transfer-Encoding: xchunked'],
        ['Transfer-Encoding: chunked, identity'],
        ['Transfer-Encoding : chunked'],
        ['Transfer-Encoding:\x0bchunked'],
        ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
        ['Content-Length: 5', 'Transfer-Encoding: identity'],
      ]);
      const first = head('POST /api/v1/outcomes HTTP/1.1', [
        'Host: localhost',
        authorization,
        'Content-Type: application/json',
        ...framing,
      ]);
      return refused('two lengths, and a request behind', read(first, Buffer.from('0\r\n\r\n'), smuggled()), [400]);
    },
    function badChunks() {
      const chunks = pick([
        'zz\r\n{}\r\n0\r\n\r\n',
        '-1\r\n{}',
        'ffffffffffffffffff\r\n{}',
        '2\r\n{}0\r\n\r\n',
        '5;x="\0"\r\n{}',
        `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
        '2 \r\n{}\r\n0\r\n\r\n',
        '0x2\r\n{}\r\n0\r\n\r\n',
      ]);
      const lines = [...base, 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
      return refused(
        'bad chunks',
        read(head('POST /api/v1/tokens HTTP/1.1', lines), Buffer.from(chunks, 'latin1')),
        [400, 413],
        { mayBeCut: true },
      );
    },
    function endless() {
      const lines = [...base, 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
      const chunk = Buffer.from(`ffff\r\n${' '.repeat(0xffff)}\r\n`);
      const parts = [head('POST /api/v1/tokens HTTP/1.1', lines), ...Array.from({ length: 8 }, () => chunk)];
      return refused('chunks without an end', read(...parts), [413], { mayBeCut: true });
    },
    function pipelined() {
      const lines = ['Host: localhost', authorization];
      const good = times(1, 20);
      const bad = pick(['GET / HTTP/1.1\r\nno colon\r\n\r\n', 'nonsense\r\n\r\n']);
      const all = [
        ...Array.from({ length: good }, () => head('GET /livez HTTP/1.1', lines)),
        Buffer.from(bad),
        smuggled(),
      ];
      // answers that are not ready are lost with the connection: none may come for what is behind the bad one
      return refused('a bad one in a pipeline', read(Buffer.concat(all)), [200, 400], {
        answers: good + 1,
        mayBeCut: true,
      });
    },
    function cutHead() {
      const whole = head('GET /api/v1/session HTTP/1.1', base);
      const part = whole.subarray(0, times(1, whole.length - 5));
      return refused('half-closed in the head', { parts: [{ bytes: part }], ending: 'half-close' }, [400], {
        mayBeCut: true,
      });
    },
    function cutBody() {
      const { path, body } = pick(targets);
      const whole = post(path, Buffer.from(JSON.stringify(body)));
      const part = whole.subarray(0, whole.length - times(1, 20));
      const ending = pick(['half-close', 'reset', 'leave'] as const);
      return refused(
        `${ending === 'half-close' ? 'half-closed' : 'left'} in the body`,
        { parts: [{ bytes: part }], ending },
        [400],
        { mayBeCut: true },
      );
    },
    function cutAfterwards() {
      const whole = post('/api/v1/tokens', Buffer.from(JSON.stringify({ name: validName })));
      return refused('half-closed behind a valid one', { parts: [{ bytes: whole }], ending: 'half-close' }, success, {
        mayBeCut: true,
      });
    },
    function valid() {
      return refused(
        'a valid one',
        read(post('/api/v1/tokens', Buffer.from(JSON.stringify({ name: validName })))),
        success,
      );
    },
  ];
}
