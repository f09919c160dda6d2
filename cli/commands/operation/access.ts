import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { defaultRole, type Role, roles } from '../../../domain/access/roles.ts';
import { PerennialError } from '../../../domain/errors.ts';
import { signInLink } from '../../../domain/sign-in-link.ts';
import { openBrowser } from '../../../stack/open-browser.ts';
import { createSignInCode, type Invitation, linkMinutes } from '../../../store/access/sign-in-links.ts';
import { createToken, listTokens, revokeToken } from '../../../store/tokens.ts';
import { oneOf, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { invitedLines, openedLines, revokedLines, tokenLines } from '../../print/operation/access.ts';
import { cliAct } from '../../session/cli-act.ts';
import { dashboardOf } from '../../session/place.ts';
import { openReading, type Session } from '../../session/session.ts';

/** The longest that a link may wait for a colleague: a day. */
const mostMinutes = 24 * 60;
const mostDays = 3_650;
const dayMs = 86_400_000;

const aRole = oneOf(roles);
const roleHelp = `${roles.join(', ')}; npx perennial roles says what each may do`;

/** `open`, `invite` and `token`: who may use the dashboard and the API. */
export function addAccessCommands(program: Command, cli: Cli): void {
  program
    .command('open')
    .description('Opens the dashboard in the browser, signed in: prints a link that works once, for five minutes.')
    .option('--as <name>', 'who you are: kept with what you do, and as owner of leads (default: your user name)')
    .option('--role <role>', roleHelp, aRole, 'admin')
    .option('--print', 'only print the link')
    .action(({ as: name, role, print, ...options }: { as?: string; role: Role; print?: boolean }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const person = name ?? userInfo().username;
        const link = await withSession(surroundings, (session) =>
          linkFor(session, { person, role, minutes: linkMinutes }),
        );
        output.lines(openedLines(link, person, linkMinutes));
        output.data({ link, person, role, minutes: linkMinutes });
        if (print !== true && output.interactive) openBrowser(link, surroundings.env);
      }),
    );

  program
    .command('invite')
    .description('Prints a link with which a colleague signs in to the dashboard, once.')
    .argument('<name>', 'as leads.owner has it, so that "mine" finds their leads')
    .option('--role <role>', roleHelp, aRole, defaultRole)
    .option('--minutes <count>', 'how long the link waits for them', wholeNumber(1, mostMinutes), linkMinutes)
    .action((person: string, { role, minutes, ...options }: { role: Role; minutes: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const link = await withSession(surroundings, (session) => linkFor(session, { person, role, minutes }));
        output.lines(invitedLines(link, { person, role, minutes }));
        output.data({ link, person, role, minutes });
      }),
    );

  addTokenCommands(program, cli);
}

function addTokenCommands(program: Command, cli: Cli): void {
  const token = program.command('token').description('Tokens with which programs ask the API.');

  token
    .command('create')
    .description('Prints a new token, this once: only its hash is kept.')
    .argument('<label>', 'what it is for: the audit log names its user so')
    .option('--role <role>', roleHelp, aRole, defaultRole)
    .option('--days <count>', 'it expires after so many (default: never)', wholeNumber(1, mostDays))
    .action((label: string, { role, days, ...options }: { role: Role; days?: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const expiresAt = days === undefined ? null : new Date(Date.now() + days * dayMs);
        const made = await withSession(surroundings, ({ database }) =>
          createToken(database, { label, role, expiresAt, act: cliAct('createToken') }),
        );
        output.lines([made]);
        output.data({ token: made, id: made.split('.')[0], label, role, expires_at: expiresAt });
      }),
    );

  token
    .command('list')
    .description('All tokens, newest first: what they are for and may, when they were last used.')
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
        const revoked = await withSession(surroundings, ({ database }) =>
          revokeToken(database, id, cliAct('revokeToken', id)),
        );
        if (revoked === null) {
          const remedy = 'See npx perennial token list.';
          throw new PerennialError('not_found', `There is no token with the id "${id}".`, remedy, { id });
        }
        output.lines(revokedLines({ id, label: revoked.label }));
        output.data(revoked);
      }),
    );
}

async function linkFor({ config, database }: Session, { person, role, minutes }: Invitation): Promise<string> {
  const act = cliAct('makeSignInLink', person, { role });
  return signInLink(dashboardOf(config), await createSignInCode(database, { person, role, minutes, act }));
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
