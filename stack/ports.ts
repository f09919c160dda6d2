import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { PerennialError } from '../domain/errors.ts';
import type { VariableName } from './variables.ts';

/** Throws `port_in_use` for a port that another process listens on, naming that process and the variable to change. */
export async function requireFreePort(port: number, variable: VariableName, host = '127.0.0.1'): Promise<void> {
  if (await isFree(port, host)) return;
  const owner = ownerOf(port);
  throw new PerennialError(
    'port_in_use',
    `Port ${port} is in use by ${owner ?? 'another process'}.`,
    `Stop that process, or choose another port: ${variable}=<port>.`,
    { port, owner, variable },
  );
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Ports that nobody listened on a moment ago. All are held until the last one is found, so they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Ports that no browser connects to, whatever page asks (https://fetch.spec.whatwg.org/#port-blocking), as far as they may be
 * taken without rights and nothing else is known to use them. The standard's 4190 and 6679 are missing: Chromium 147 opens them.
 */
export const portsClosedToBrowsers = [1719, 1720, 1723, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 10080] as const;

/** A free one of them, beginning with one that depends on `seed`; where all are taken, any free port. */
export async function freePortClosedToBrowsers(seed: number): Promise<number> {
  const count = portsClosedToBrowsers.length;
  for (let step = 0; step < count; step++) {
    const port = portsClosedToBrowsers[(seed + step) % count];
    if (port !== undefined && (await isFree(port))) return port;
  }
  const [port = 0] = await freePorts(1);
  return port;
}

/** 'name (pid N)' of the process that listens on a TCP port; undefined where the system doesn't tell us. */
export function ownerOf(port: number): string | undefined {
  try {
    if (process.platform === 'linux') return ownerFromProc(port);
    if (process.platform === 'win32') return ownerFromNetstat(port);
    return ownerFromLsof(port);
  } catch {
    return undefined;
  }
}

/** proc(5): /proc/net/tcp lists sockets with port in hex, state 0A is LISTEN, field 10 is the inode that a /proc/N/fd links to. */
function ownerFromProc(port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readOrEmpty(table).split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${hexPort}`) && fields[3] === '0A') inodes.add(`socket:[${fields[9]}]`);
    }
  }
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holdsOneOf(entry, inodes));
  return pid === undefined ? undefined : `${programOf(pid)} (pid ${pid})`;
}

/** The name of its executable file: /proc/N/comm has the main thread's name, which is 'MainThread' for Node. */
function programOf(pid: string): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
  } catch {
    return readOrEmpty(`/proc/${pid}/comm`).trim();
  }
}

function holdsOneOf(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false; // closed meanwhile
      }
    });
  } catch {
    return false; // another user's process, or gone
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function ownerFromLsof(port: number): string | undefined {
  const fields = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' });
  const pid = /^p(\d+)$/m.exec(fields)?.[1];
  return pid === undefined ? undefined : `${/^c(.+)$/m.exec(fields)?.[1]} (pid ${pid})`;
}

function ownerFromNetstat(port: number): string | undefined {
  const table = execFileSync('netstat', ['-ano', '-p', 'TCP'], { encoding: 'utf8' });
  const pid = new RegExp(`:${port}\\s+\\S+\\s+LISTENING\\s+(\\d+)`).exec(table)?.[1];
  return pid === undefined ? undefined : `pid ${pid}`;
}
