import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { temporaryFolder } from '../infrastructure.ts';

/** Stands before a Temporal server as the edge of Temporal Cloud does: TLS, a client's certificate or an API key, then the server itself. */
export type SecuredTemporal = {
  readonly address: string;
  /** What a client of it needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

export async function secureTemporal(
  server: string,
  { asks, apiKey = 'key-of-a-test' }: { readonly asks: 'tls' | 'certificate' | 'key'; readonly apiKey?: string },
): Promise<SecuredTemporal> {
  const folder = temporaryFolder();
  const authority = await pair('an authority');
  const [ours, theirs] = await Promise.all([pair('localhost', authority), pair('perennial', authority)]);
  const proxy = createSecureServer({
    key: ours.private,
    cert: ours.cert,
    ...(asks === 'certificate' && { ca: authority.cert, requestCert: true, rejectUnauthorized: true }),
  });
  let upstream: ClientHttp2Session | undefined;
  /** The server ends a connection after some minutes (GOAWAY): later requests need another one. */
  function session(): ClientHttp2Session {
    if (upstream !== undefined) return upstream;
    const opened = connect(`http://${server}`);
    upstream = opened;
    const forget = () => {
      if (upstream === opened) upstream = undefined;
    };
    opened.on('error', forget).on('goaway', forget).on('close', forget);
    return opened;
  }
  proxy.on('sessionError', () => {});
  const downstream = new Set<ServerHttp2Session>();
  proxy.on('session', (opened) => {
    downstream.add(opened);
    opened.on('close', () => downstream.delete(opened));
  });
  proxy.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (asks === 'key' && headers.authorization !== `Bearer ${apiKey}`) refuse(stream);
    else pass(stream, headers);
  });

  function pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const request = session().request({ ...headers, ':authority': server, ':scheme': 'http' });
    let trailers: IncomingHttpHeaders = {};
    request.on('error', () => stream.close(constants.NGHTTP2_CANCEL));
    request.on('response', ({ ...answer }, flags) => {
      if (stream.destroyed) return;
      const endStream = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(answer, { endStream, waitForTrailers: !endStream });
    });
    request.on('trailers', (sent) => {
      trailers = sent;
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.on('aborted', () => request.close(constants.NGHTTP2_CANCEL));
    stream.pipe(request);
    request.pipe(stream);
  }

  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }
  return {
    address: `127.0.0.1:${port}`,
    environment: {
      TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', authority.cert),
      TEMPORAL_TLS_SERVER_NAME: 'localhost',
      ...(asks === 'key' && { TEMPORAL_API_KEY: apiKey }),
      ...(asks === 'certificate' && {
        TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem', theirs.cert),
        TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key', theirs.private),
      }),
    },
    async close() {
      upstream?.destroy();
      proxy.close();
      // the SDK's worker keeps its connection, which would keep this process alive
      for (const each of downstream) each.destroy();
    },
  };
}

/** As gRPC says it: the answer consists of its trailers. */
function refuse(stream: ServerHttp2Stream): void {
  const unauthenticated = { 'grpc-status': '16', 'grpc-message': 'Request unauthorized.' };
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...unauthenticated }, { endStream: true });
}

/** A pair that the authority signed; without one, an authority. */
function pair(commonName: string, authority?: Pair): Promise<Pair> {
  return generate([{ name: 'commonName', value: commonName }], {
    keySize: 2048,
    algorithm: 'sha256',
    ...(authority && { ca: { key: authority.private, cert: authority.cert } }),
    extensions: [
      { name: 'basicConstraints', cA: authority === undefined, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: commonName }] },
    ],
  });
}

type Pair = { readonly private: string; readonly cert: string };
