import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { PerennialError } from '../../domain/errors.ts';

/**
 * Whether a Host is a name of ours. A page of somebody else's may give its own name the address of this machine ('DNS
 * rebinding'), and browsers then take what we answer for its own. They still send its name as the Host. An address is no name
 * that anybody could point elsewhere.
 */
export function isKnownHost(host: string | undefined, names: readonly string[]): boolean {
  const url = host === undefined ? null : URL.parse(`http://${host}`);
  if (url === null || url.host === '' || url.username !== '' || url.pathname !== '/') return false;
  const name = url.hostname.replace(/\.$/, '');
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true;
  return name === 'localhost' || name.endsWith('.localhost') || names.includes(name);
}

export function requireKnownHost(names: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (isKnownHost(request.headers.host, names)) return next();
    throw new PerennialError(
      'host_not_allowed',
      'This server is not known by the name that was asked for.',
      'Ask it by its address, or add the name to PERENNIAL_API_HOSTNAMES.',
    );
  };
}
