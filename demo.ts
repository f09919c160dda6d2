import { userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { runCli } from './cli/program.ts';
import { type Everything, startEverything } from './everything.ts';
import { type Config, readConfig } from './stack/config.ts';
import { requireHomeNotRunning } from './stack/home-lock.ts';
import { openBrowser } from './stack/open-browser.ts';
import { freePorts, isFree } from './stack/ports.ts';
import { projectRoot } from './stack/project-root.ts';
import { listMails, type Mail } from './store/alerts/mails.ts';
import { dataSummary } from './store/crm/data-summary.ts';
import { openDatabase } from './store/database/database.ts';
import { startWorkers } from './workers/start-workers.ts';

/**
 * A newcomer's first look: runs the product's own commands one after the other on a separate stack in `var/demo`, so that each
 * command can be typed exactly as shown. Returns the exit code.
 */
export async function runDemo(print: (line: string) => void, interrupted: Promise<string>): Promise<number> {
  const home = join(projectRoot, 'var', 'demo');
  requireHomeNotRunning(home);
  const ports = await choosePorts(print);
  const env = { ...process.env, PERENNIAL_HOME: home, ...ports };
  const config: Config = readConfig(env);
  print('Perennial demo: a simulated business becomes three trained, evaluated and deployed models.');
  print('');
  const everything = await startEverything(config, print);
  try {
    print(`PostgreSQL and Temporal are running. Watch along: ${everything.temporalUiUrl}`);
    let exitCode = 0;
    async function command(...argv: readonly string[]): Promise<void> {
      if (exitCode !== 0) return;
      print(`\n$ npx perennial ${argv.join(' ')}\n`);
      const { stdin, stdout, stderr } = process;
      exitCode = await runCli(argv, { env, stdin, stdout, stderr, signals: process, startWorkers });
    }

    const database = await openDatabase(everything.databaseUrl, { poolSize: 2, applicationName: 'perennial demo' });
    try {
      if ((await dataSummary(database)).contacts === 0) await command('generate', '--seed', '7');
      else print('\nThe business that an earlier run simulated is still there.');
      await command('train');
      await command('test');
      if (exitCode === 0) {
        print(
          '\nNow the same with the training labels of lead scoring shuffled: a model that learnt nothing must not replace one that did.',
        );
      }
      const before = (await listMails(database))[0]?.id ?? 0;
      await command('train', 'lead_scoring', '--shuffle-labels');
      await command('models');
      if (exitCode === 0) printMail(print, await deliveredMail(database, before), config.mailboxFolder);
    } finally {
      await database.close();
    }
    if (exitCode !== 0) return exitCode;
    if (process.stdout.isTTY) {
      const link = await everything.signInLink(userInfo().username);
      print(closing(everything, link).join('\n'));
      openBrowser(link, process.env);
      await Promise.race([interrupted, everything.lost]);
    } else {
      print('\nOn a terminal the demo would stay up now. To look around: PERENNIAL_HOME=var/demo npm start');
    }
    return 0;
  } finally {
    print('\nStopping ...');
    await everything.stop();
    print('Stopped.');
  }
}

/** The usual ports, or free ones where something else already listens: a demo should not fail because of that. */
async function choosePorts(print: (line: string) => void): Promise<Record<string, string>> {
  const config = readConfig();
  const usual = {
    PERENNIAL_API_PORT: config.api.port,
    PERENNIAL_TEMPORAL_PORT: config.ports.temporal,
    PERENNIAL_TEMPORAL_UI_PORT: config.ports.temporalUi,
    PERENNIAL_POSTGRES_PORT: config.ports.postgres,
  };
  const free = await freePorts(Object.keys(usual).length);
  const chosen: Record<string, string> = {};
  for (const [at, [variable, port]] of Object.entries(usual).entries()) {
    const taken = !(await isFree(port));
    if (taken) print(`Port ${port} is taken; this demo uses ${free[at]} instead (${variable}).`);
    chosen[variable] = String(taken ? free[at] : port);
  }
  return chosen;
}

/** The alert of the refused run, once it is delivered. It was queued before the run ended, so this takes only moments. */
async function deliveredMail(database: Parameters<typeof listMails>[0], before: number): Promise<Mail | undefined> {
  const patience = Date.now() + 10_000;
  for (;;) {
    const mail = (await listMails(database)).find((each) => each.id > before);
    if (mail === undefined || mail.state === 'sent' || Date.now() > patience) return mail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function printMail(print: (line: string) => void, mail: Mail | undefined, mailbox: string): void {
  if (mail === undefined) throw new Error('The refused run breached its limits, but no alert was queued.');
  print(
    `\nAn alert mail (${mail.state}), readable in the mailbox ${relative(projectRoot, mailbox)} and on the dashboard:\n`,
  );
  print(`   To: ${mail.recipient}`);
  print(`   Subject: ${mail.subject}\n`);
  for (const line of mail.body.trimEnd().split('\n')) print(`   ${line}`);
}

function closing({ apiUrl, temporalUiUrl, logFile }: Everything, dashboard: string): string[] {
  return [
    '',
    'Where to look, until Ctrl-C:',
    `  Dashboard          ${dashboard}`,
    '                     (lets you in once, for five minutes; another: PERENNIAL_HOME=var/demo npx perennial open)',
    `  API and its page   ${apiUrl}/docs`,
    `  Temporal Web UI    ${temporalUiUrl}`,
    `  Log                ${logFile}`,
    '',
    'From another terminal the commands above work on this demo when they begin with PERENNIAL_HOME=var/demo, such as',
    '  PERENNIAL_HOME=var/demo npx perennial predict churn',
    '',
    'Next: npm start, then npx perennial import ... to bring your own data (README.md).',
  ];
}
