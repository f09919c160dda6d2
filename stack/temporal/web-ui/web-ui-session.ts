import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Who may use the Web UI: whoever has the link that `npm start` prints. Its token is exchanged for a cookie, which no script
 * can read and no browser sends for a page of another site.
 */
export const sessionParameter = 'session';

/** A home keeps its token, so that open tabs and bookmarks survive a restart. Without a home (tests) it is a new one. */
export function webUiToken(home: string | undefined): string {
  const file = home === undefined ? undefined : join(home, 'web-ui.token');
  const kept = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (/^[\w-]{32,}$/.test(kept)) return kept;
  const token = randomBytes(24).toString('base64url');
  if (file !== undefined) writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

/** Cookies of one host are shared by all of its ports: the port tells those of two stacks apart. */
const cookieName = (port: number) => `perennial-web-ui-${port}`;
/** Not the token itself: who sees the cookie can't make the link of it. */
const cookieValue = (token: string) => hash('sha256', `web ui ${token}`, 'base64url');

export function sessionCookie(token: string, port: number): string {
  return `${cookieName(port)}=${cookieValue(token)}; Path=/; HttpOnly; SameSite=Strict`;
}

export function hasSession(cookies: string | undefined, token: string, port: number): boolean {
  const found = (cookies ?? '').split(/; */).find((cookie) => cookie.startsWith(`${cookieName(port)}=`));
  return found !== undefined && isSame(found.slice(cookieName(port).length + 1), cookieValue(token));
}

export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'));
}

/**
 * Why a request is refused before its session is looked at; undefined when it isn't. A foreign Host is a name of somebody
 * else's that leads to this machine. A foreign Origin is a page of somebody else's, even one on another port of this machine,
 * to which browsers send the cookie.
 */
export function refusalOf(
  headers: {
    readonly host?: string | undefined;
    readonly origin?: string | undefined;
    readonly 'sec-fetch-site'?: string | string[] | undefined;
  },
  port: number,
): string | undefined {
  const own = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`);
  if (headers.host === undefined || !own.includes(headers.host)) return 'This name of the host is not ours.';
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return 'This page is not ours.';
  const from = headers['sec-fetch-site'];
  return from === 'same-site' || from === 'cross-site' ? 'This page is not ours.' : undefined;
}
