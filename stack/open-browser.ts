import { spawn } from 'node:child_process';
import type { Environment } from './config.ts';

/** Tries to open a page in the browser of whoever sits at this machine. Nothing is lost if it doesn't: the link is printed too. */
export function openBrowser(url: string, env: Environment): void {
  const [command, ...before] = commandOf(env);
  if (command === undefined) return;
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // there is no such program
  child.unref();
}

function commandOf(env: Environment): readonly string[] {
  if (env.CI || env.SSH_CONNECTION) return [];
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : [];
}
