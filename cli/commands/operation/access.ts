import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { signInLink } from '../../../domain/sign-in-link.ts';
import { openBrowser } from '../../../stack/open-browser.ts';
import { createSignInCode, linkMinutes } from '../../../store/access/sign-in-links.ts';
import { createToken, listTokens, revokeToken } from '../../../store/tokens.ts';
import { wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { invitedLines, openedLines, revokedLines, tokenLines } from '../../print/operation/access.ts';
import { dashboardOf } from '../../session/place.ts';
import { openReading, type Session } from '../../session/session.ts';

/** The longest that a link may wait for a colleague: a day. */
const mostMinutes = 24 * 60;

/** `open`, `invite` and `token`: who may use the dashboard and the API. */
export function addAccessCommands(program: Command, cli: Cli): void {
  program
    .command('open')
    .description('Opens the dashboard in the browser, signed in: prints a link that works once, for five minutes.')
    .option('--as <name>', 'who you are: kept with what you do, and as owner of leads (default: your user name)')
    .option('--print', 'only print the link')
    .action(({ as: name, print, ...options }: { as?: string; print?: boolean }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const person = name ?? userInfo().username;
        const link = await withSession(surroundings, (session) => linkFor(session, person, linkMinutes));
        output.lines(openedLines(link, person, linkMinutes));
        output.data({ link, person, minutes: linkMinutes });
        if (print !== true && output.interactive) openBrowser(link, surroundings.env);
      }),
    );

  program
    .command('invite')
    .description('Prints a link with which a colleague signs in to the dashboard, once.')
    .argument('<name>', 'as leads.owner has it, so that "mine" finds their leads')
    .option('--minutes <count>', 'how long the link waits for them', wholeNumber(1, mostMinutes), linkMinutes)
    .action((name: string, { minutes, ...options }: { minutes: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const link = await withSession(surroundings, (session) => linkFor(session, name, minutes));
        output.lines(invitedLines(link, name, minutes));
        output.data({ link, person: name, minutes });
      }),
    );

  addTokenCommands(program, cli);
}

function addTokenCommands(program: Command, cli: Cli): void {
  const token = program.command('token').description('Tokens with which programs ask the API.');

  token
    .command('create')
    .description('Prints a new token, this once: only its hash is kept.')
    .argument('<label>', 'what it is for')
    .action((label: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const made = await withSession(surroundings, ({ database }) => createToken(database, label));
        output.lines([made]);
        output.data({ token: made, id: made.split('.')[0], label });
      }),
    );

  token
    .command('list')
    .description('All tokens, newest first: what they are for, and which are revoked.')
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const tokens = await withSession(surroundings, ({ database }) => listTokens(database));
        output.lines(tokenLines(tokens, output.width));
        output.data(tokens);
      }),
    );

  token
    .command('revoke')
    .description('Makes a token worthless, within five seconds.')
    .argument('<id>', 'its first part, see npx perennial token list')
    .action((given: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const [id = ''] = given.split('.');
        const revoked = await withSession(surroundings, ({ database }) => revokeToken(database, id));
        if (revoked === null) {
          const remedy = 'See npx perennial token list.';
          throw new PerennialError('not_found', `There is no token with the id "${id}".`, remedy, { id });
        }
        output.lines(revokedLines({ id, label: revoked.label }));
        output.data(revoked);
      }),
    );
}

async function linkFor({ config, database }: Session, person: string, minutes: number): Promise<string> {
  return signInLink(dashboardOf(config), await createSignInCode(database, person, minutes));
}

async function withSession<T>(
  surroundings: Parameters<typeof openReading>[0],
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openReading(surroundings);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
