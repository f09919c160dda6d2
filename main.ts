import { userInfo } from 'node:os';
import { nextSteps } from './cli/print/next-steps.ts';
import { visibleText } from './cli/print/visible-text.ts';
import { isPerennialError } from './domain/errors.ts';
import { type Everything, startEverything } from './everything.ts';
import { readConfig } from './stack/config.ts';
import { openBrowser } from './stack/open-browser.ts';

/** `npm start` (no argument) and `npm run demo`: everything in one process, until Ctrl-C. */
const print = (line: string): void => void process.stdout.write(`${visibleText(line)}\n`);

async function start(): Promise<number> {
  const interrupted = untilInterrupted();
  print('Perennial is starting ...');
  const config = readConfig();
  const everything = await startEverything(config, print);
  const link = await everything.signInLink(userInfo().username);
  print(welcome(everything, link, config.api.token !== undefined).join('\n'));
  if (process.stdout.isTTY) openBrowser(link, process.env);
  if (everything.warning !== null) print(`\nWARNING: ${everything.warning}`);
  const reason = await Promise.race([interrupted, everything.lost]);
  print(`\nStopping (${reason}) ...`);
  await everything.stop();
  print('Stopped. Everything is kept: start again with npm start.');
  return reason === 'Ctrl-C' ? 0 : 1;
}

/** It runs commands, which a start needn't load. */
async function demo(): Promise<number> {
  const interrupted = untilInterrupted();
  const { runDemo } = await import('./demo.ts');
  return runDemo(print, interrupted);
}

function welcome(
  { apiUrl, temporalUiUrl, newToken, logFile, standing }: Everything,
  signInLink: string,
  configuredToken: boolean,
) {
  return [
    '',
    'Perennial is running.',
    '',
    `  Dashboard          ${signInLink}`,
    '                     (lets you in once, for five minutes; another: npx perennial open)',
    `  API and its page   ${apiUrl}/docs`,
    ...(temporalUiUrl === undefined ? [] : [`  Temporal Web UI    ${temporalUiUrl}`]),
    `  Log                ${logFile}`,
    '',
    ...tokenLines(newToken, configuredToken),
    '',
    ...nextSteps(standing),
    '',
    'Ctrl-C stops everything.',
  ];
}

function tokenLines(newToken: string | null, configured: boolean): string[] {
  if (newToken !== null)
    return ['  API token, for programs (printed this once, only its hash is kept):', `  ${newToken}`];
  if (configured) return ['  API token: the one in PERENNIAL_API_TOKEN, or any printed before.'];
  return ['  API token, for programs: the one printed at the first start. Lost? npx perennial token create <label>'];
}

/** The first signal starts an ordered stop; a second one ends the process at once, and the supervisor still stops the servers. */
function untilInterrupted(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolve(signal === 'SIGINT' ? 'Ctrl-C' : signal);
        process.once(signal, () => process.exit(130));
      });
    }
  });
}

try {
  process.exitCode = process.argv[2] === 'demo' ? await demo() : await start();
} catch (error) {
  if (!isPerennialError(error)) throw error;
  process.stderr.write(`\n${visibleText(`${error.code}: ${error.message}\n${error.remedy}`)}\n`);
  process.exitCode = 1;
}
// Everything of ours has ended; a timer of a library must not keep the process alive.
process.exit();
