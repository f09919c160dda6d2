import type { IncomingHttpHeaders } from 'node:http';

/** Seconds for which a browser keeps the cookie: as long as the session is good. */
const maximumAge = 30 * 24 * 3600;

/** Cookies of one host are shared by all of its ports: the port tells those of two installations apart. */
function cookieName(host: string | undefined): string {
  const port = URL.parse(`http://${host}`)?.port ?? '';
  return port === '' ? 'perennial-session' : `perennial-session-${port}`;
}

/** No script can read it, and no browser sends it for a page of another site. */
export function sessionCookie(headers: IncomingHttpHeaders, value: string): string {
  const secure = headers.origin?.startsWith('https:') ? '; Secure' : '';
  const age = value === '' ? 0 : maximumAge;
  return `${cookieName(headers.host)}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`;
}

export function readSessionCookie({ cookie, host }: IncomingHttpHeaders): string | null {
  const start = `${cookieName(host)}=`;
  const found = (cookie ?? '').split(/; */).find((each) => each.startsWith(start));
  return found === undefined || found === start ? null : found.slice(start.length);
}

/**
 * Whether a request comes from a page of ours. A cookie goes along with what pages of another port of this machine send, which are of the
 * same site; browsers say where a request comes from. What changes something must say it.
 */
export function isFromOwnPage(method: string, headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const from = headers['sec-fetch-site'];
  if (origin !== undefined && URL.parse(origin)?.host !== host) return false;
  if (from !== undefined) return from === 'same-origin' || (from === 'none' && method === 'GET');
  return origin !== undefined || method === 'GET' || method === 'HEAD';
}
