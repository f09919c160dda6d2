import { lookup } from 'node:dns';
import { request as plain } from 'node:http';
import { request as overTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DeliveryFailure } from './delivery-failure.ts';
import { isPublicAddress } from './public-address.ts';

export type Posting = {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the receiver may be in a private network, or on this machine. */
  readonly allowPrivate: boolean;
  /** ms for all of it */
  readonly patience?: number;
  readonly signal?: AbortSignal;
};

/** ms. Standard Webhooks advises 15 to 30 s; a receiver that only stores what it gets needs far less. */
const usualPatience = 15_000;

/**
 * Posts, and takes only a 2xx for an answer. Redirects are never followed: they could lead into a private network. The name is resolved
 * once, every address of it is checked, and the connection goes to a checked one.
 *
 * @throws DeliveryFailure
 */
export async function post(posting: Posting): Promise<void> {
  const { url, signal, patience = usualPatience } = posting;
  const over = AbortSignal.any([AbortSignal.timeout(patience), ...(signal === undefined ? [] : [signal])]);
  const { status, retryAfter, location } = await exchange(posting, over).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (error instanceof DeliveryFailure) throw error;
    throw new DeliveryFailure(
      over.aborted
        ? `${url.host} gave no answer within ${patience / 1000} s.`
        : `${url.host} could not be reached: ${describe(error)}.`,
      { cause: error },
    );
  });
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new DeliveryFailure(
      `${url.host} answered ${status} and led to ${hostOf(location, url)}. Redirects are not followed: give the address that it leads to.`,
    );
  throw new DeliveryFailure(`${url.host} answered ${status}.`, { retryAfter, gone: status === 410 });
}

type Exchanged = { readonly status: number; readonly retryAfter: number; readonly location: string | undefined };

function exchange({ url, body, headers, allowPrivate }: Posting, signal: AbortSignal): Promise<Exchanged> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // an address needs no lookup, so it is checked here
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) return Promise.reject(privateAddress(host, host));
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? overTls : plain)(
      url,
      {
        method: 'POST',
        // a connection that was kept would have been checked for another name
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal,
        ...(allowPrivate ? {} : { lookup: lookupPublic }),
      },
      (response) => {
        // what it says beside the status is not read, and shown to nobody
        response.on('error', () => {});
        response.destroy();
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: readRetryAfter(response.headers['retry-after']),
          location: response.headers.location,
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** As Node's own, and refuses a name that has any address in a private network. */
const lookupPublic: LookupFunction = (hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return found(error, []);
    const inside = addresses.find(({ address }) => !isPublicAddress(address));
    if (inside !== undefined) return found(privateAddress(hostname, inside.address), []);
    const [first] = addresses;
    if (options.all || first === undefined) return found(null, addresses);
    found(null, first.address, first.family);
  });
};

function privateAddress(host: string, address: string): DeliveryFailure {
  return new DeliveryFailure(
    `${host === address ? host : `${host} (${address})`} is not an address of the public internet. Where the receiver is in your own network, add the destination with private addresses allowed.`,
  );
}

/** ms; a number of seconds or a date (RFC 9110, 10.2.3). */
function readRetryAfter(header: string | undefined): number {
  if (header === undefined) return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}

function hostOf(location: string | undefined, base: URL): string {
  return location !== undefined && URL.canParse(location, base.href) ? new URL(location, base).host : 'no address';
}

/** Such as ECONNREFUSED; an AggregateError of several addresses has the first one's. */
function describe(error: unknown): string {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: readonly Error[] };
  if (message) return message;
  return errors?.[0]?.message ?? code ?? String(error);
}
