import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { escapeHtml, renderPage } from './render-markdown.ts';
import { openTemporalGateway, type TemporalGateway } from './temporal-gateway.ts';
import { readWebUiFiles, type WebUiFiles } from './web-ui-files.ts';
import { hasSession, isSame, refusalOf, sessionCookie, sessionParameter } from './web-ui-session.ts';

export type WebUi = {
  /** With the token: whoever has this link may use the UI. */
  readonly url: string;
  close(): Promise<void>;
};

const largestBody = 4_194_304; // what Temporal takes in one request

/**
 * Temporal's Web UI at its usual address, for the person who started the stack: every request needs our Host and the session
 * from the link. Files come from the cache; what it asks of Temporal goes there by gRPC.
 */
export async function serveWebUi(options: {
  readonly port: number;
  readonly token: string;
  readonly temporalAddress: string;
  /** Of `obtainWebUiFiles`. */
  readonly filesFolder: string;
}): Promise<WebUi> {
  const { port, token, temporalAddress, filesFolder } = options;
  let files: WebUiFiles | undefined;
  let gateway: Promise<TemporalGateway> | undefined;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refused = refusalOf(request.headers, port);
    const url = URL.parse(request.url ?? '/', `http://localhost:${port}`);
    if (refused !== undefined || url === null)
      return sendPage(response, 403, 'Not from here', refused ?? 'What is this?');
    const given = url.searchParams.get(sessionParameter);
    if (given !== null && isSame(given, token)) return openSession(response, url);
    if (!hasSession(request.headers.cookie, token, port)) {
      const hint = 'Open the link that npm start prints beside "Temporal Web UI": it opens a session in this browser.';
      return sendPage(response, 403, 'No session', hint);
    }
    files ??= readWebUiFiles(filesFolder);
    const file = files.get(url.pathname);
    if (file !== undefined) return send(response, 200, file.type, file.bytes);
    if (url.pathname === '/render') return sendRendered(response, url.searchParams);
    if (!url.pathname.startsWith('/api/')) return send(response, 200, 'text/html', files.get('/')?.bytes ?? '');
    gateway ??= openTemporalGateway(temporalAddress);
    const { status, json } = await (await gateway).ask(request.method ?? 'GET', url, await bodyOf(request));
    send(response, status, 'application/json', JSON.stringify(json));
  }

  /** A page that goes on by itself: after a redirect from another site's link, browsers would withhold the new cookie. */
  function openSession(response: ServerResponse, url: URL): void {
    url.searchParams.delete(sessionParameter);
    response.setHeader('Set-Cookie', sessionCookie(token, port));
    response.setHeader('Refresh', `0; url=${url.pathname}${url.search}`);
    sendPage(response, 200, 'Temporal Web UI', 'One moment ...');
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else send(response, 500, 'application/json', JSON.stringify({ code: 13, message: 'internal', details: [] }));
    });
  });
  await listen(server, port);
  return {
    url: `http://localhost:${port}/?${sessionParameter}=${token}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await (await gateway)?.close();
    },
  };
}

const securityHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "frame-ancestors 'self'; form-action 'self'; base-uri 'self'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer', // the link's token stays in it
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
};

/** Details may quote imported text: nothing in the frame is ever run. */
function sendRendered(response: ServerResponse, query: URLSearchParams): void {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; sandbox allow-same-origin allow-popups",
  );
  const theme = query.get('theme') ?? '';
  send(response, 200, 'text/html; charset=utf-8', renderPage(query.get('content') ?? '', theme));
}

function sendPage(response: ServerResponse, status: number, title: string, words: string): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><p>${escapeHtml(words)}</p></html>\n`;
  send(response, status, 'text/html; charset=utf-8', page);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.byteLength;
    if (length > largestBody) throw new RangeError('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
}
