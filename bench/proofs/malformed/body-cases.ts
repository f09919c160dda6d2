import { gzipSync } from 'node:zlib';
import type { Case, CaseTools } from './case-tools.ts';

/** Bodies that are not what an operation takes. */
export function bodyCases({
  pick,
  times,
  random,
  targets,
  post,
  read,
  refused,
  ofBody,
  operationOf,
}: CaseTools): (() => Case)[] {
  return [
    function truncated() {
      const target = pick(targets);
      const text = JSON.stringify(target.body);
      return ofBody('a truncated body', target, text.slice(0, times(1, text.length - 1)));
    },
    function deep() {
      const depth = times(101, 9_000);
      const inside = pick(['1', '"\\u0000"', '"\\ud800"', '{}']);
      const [open, close] = pick([['[', ']'] as const, ['{"a":', '}'] as const]);
      const nested = open.repeat(depth) + inside + close.repeat(depth);
      const target = pick(targets);
      return ofBody('a deep body', target, pick([nested, `{"${pick(Object.keys(target.body))}":${nested}}`]));
    },
    function large() {
      const target = pick(targets.slice(0, 1));
      const text = `{"name":"${'x'.repeat(times(110_000, 400_000))}"}`;
      return { ...ofBody('a large body', target, text, [413]), mayBeCut: true };
    },
    function announced() {
      const { path } = pick(targets);
      const sent = read(post(path, Buffer.from('{"'), [], times(300_000_000, 2 ** 40)));
      return refused('a huge body that is announced', sent, [413], { operation: operationOf(path) });
    },
    function bomb() {
      const packed = gzipSync(Buffer.alloc(times(6_000_000, 20_000_000), ' '));
      return ofBody('a packed body that is huge', pick(targets), packed, [413], ['Content-Encoding: gzip']);
    },
    function badlyPacked() {
      const garbage = Buffer.from(Array.from({ length: times(1, 300) }, () => random.integer(256)));
      const encoding = pick(['gzip', 'deflate', 'br', 'zstd', 'constructor', 'gzip, gzip']);
      return ofBody('a badly packed body', pick(targets), garbage, [400], [`Content-Encoding: ${encoding}`]);
    },
    function wrongType() {
      const target = pick(targets);
      return ofBody('a field of a wrong type', target, JSON.stringify(withWrongField(target.body)));
    },
    function notAnObject() {
      return ofBody(
        'JSON that is no object',
        pick(targets),
        pick(['null', '7', '"all"', 'true', '[]', '[{}]', '1e9999', '-0']),
      );
    },
    function badText() {
      const target = pick(targets);
      const bytes = Buffer.from(JSON.stringify(target.body));
      const at = bytes.indexOf('":"') + 3;
      const bad = pick(['ff', 'c080', 'eda080', 'f4908080', '80', 'e282']);
      return ofBody(
        'bad UTF-8',
        target,
        Buffer.concat([bytes.subarray(0, at), Buffer.from(bad, 'hex'), bytes.subarray(at)]),
      );
    },
    function unstorable() {
      const target = pick(targets.filter(({ body }) => !('ids' in body)));
      const text = JSON.stringify(target.body).replace('":"', `":"${pick(['\\u0000', '\\ud800', '\\uDfff'])}`);
      return ofBody('a text that is not stored', target, text);
    },
    function unknownField() {
      const target = pick(targets);
      const text = JSON.stringify(target.body);
      const name = pick(['nmae', '__proto__', 'constructor', 'toString', '']);
      return ofBody(
        'an unknown field',
        target,
        `{"${name}":${pick(['1', '{"role":"admin"}', 'null'])},${text.slice(1)}`,
      );
    },
    function doubledField() {
      const target = pick(targets);
      const text = JSON.stringify(target.body);
      return ofBody('a field twice', target, `${text.slice(0, -1)},${text.slice(1)}`);
    },
    function otherType() {
      const target = pick(targets);
      const type = pick(['text/plain', 'multipart/form-data; boundary=x', 'application/xml', ';;', 'json']);
      return ofBody('another content type', target, JSON.stringify(target.body), [415], [`Content-Type: ${type}`]);
    },
    function otherCharset() {
      const type = `application/json; charset=${pick(['utf-16', 'latin1', '"x"', 'utf-7'])}`;
      return ofBody('another charset', pick(targets), '{}', [400], [`Content-Type: ${type}`]);
    },
  ];

  function withWrongField(body: Readonly<Record<string, unknown>>): unknown {
    const name = pick(Object.keys(body));
    const value = body[name];
    if (Array.isArray(value) && random.integer(2) === 0) {
      const wrong = pick([7, null, true, []]);
      return { ...body, [name]: [wrong] };
    }
    const wrong = [null, 7, true, {}, [], '', [[]], 1e308].filter(
      (each) => typeof each !== typeof value || each === null || each === '' || Array.isArray(value),
    );
    return { ...body, [name]: pick(wrong) };
  }
}
