import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { PerennialError } from '../../domain/errors.ts';
import type { RateLimits } from '../access-ports.ts';

export type RateLimitSettings = {
  /** Of one token, session or stranger's address, on average over `window`; 0: there is no limit, for anything. */
  readonly requestsPerSecond: number;
  /** Wrong tokens and links that one address may send in a minute before it is asked to wait. */
  readonly refusalsPerMinute: number;
};

export const defaultRateLimits: RateLimitSettings = { requestsPerSecond: 600, refusalsPerMinute: 30 };

/** Seconds over which requests are counted: a page that opens sends many at once. */
const window = 10;

export function createRateLimits({ requestsPerSecond, refusalsPerMinute }: RateLimitSettings): RateLimits {
  if (requestsPerSecond === 0) {
    const free = async () => {};
    return { spend: free, requireTrusted: free, distrust: free };
  }
  const quota = Math.round(requestsPerSecond * window);
  const requests = new RateLimiterMemory({ keyPrefix: '', points: quota, duration: window });
  const refusals = new RateLimiterMemory({ keyPrefix: '', points: refusalsPerMinute, duration: 60 });
  return {
    async spend(who, response) {
      const { consumedPoints, msBeforeNext } = await requests.penalty(who);
      const seconds = secondsOf(msBeforeNext);
      // draft-ietf-httpapi-ratelimit-headers
      response.setHeader('RateLimit-Policy', `"default";q=${quota};w=${window}`);
      response.setHeader('RateLimit', `"default";r=${Math.max(0, quota - consumedPoints)};t=${seconds}`);
      if (consumedPoints > quota) throw tooMany(`More than ${quota} requests came within ${window} seconds.`, seconds);
    },
    async requireTrusted(address) {
      const known = await refusals.get(address);
      if (known === null || known.consumedPoints < refusalsPerMinute) return;
      throw tooMany('Too many wrong tokens or links came from this address.', secondsOf(known.msBeforeNext));
    },
    async distrust(address) {
      await refusals.penalty(address);
    },
  };
}

/** Requests that need no token count for the address that they come from; load balancers may ask for health as they like. */
export function limitStrangers(limits: RateLimits, isFree: (path: string) => boolean): RequestHandler {
  return async (request, response, next) => {
    if (!isFree(request.path)) await limits.spend(`address ${addressOf(request)}`, response);
    next();
  };
}

/** Of whoever is at the other end of the connection: a header may say anything. One line of IPv6 has a whole /64. */
export function addressOf({ socket }: Pick<Request | IncomingMessage, 'socket'>): string {
  const address = socket.remoteAddress ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function secondsOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}

function tooMany(what: string, seconds: number): PerennialError {
  return new PerennialError('too_many_requests', what, `Wait ${seconds} s, and ask less often.`, {
    retry_after: seconds,
  });
}
