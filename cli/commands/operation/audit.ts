import type { Command } from 'commander';
import { type OperationName, operationNames } from '../../../domain/access/operations.ts';
import { listAudit } from '../../../store/access/audit.ts';
import { oneOf, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { auditLines } from '../../print/operation/audit.ts';
import { openReading } from '../../session/session.ts';

type Given = {
  readonly actor?: string;
  readonly operation?: OperationName;
  readonly before?: number;
  readonly limit: number;
};

/** `audit`: who did what. */
export function addAuditCommand(program: Command, cli: Cli): void {
  program
    .command('audit')
    .description('Who did what, newest first: people, programs by their tokens, and commands.')
    .option('--actor <name>', 'only what this person, token or OS user did')
    .option('--operation <name>', 'only this operation, such as deployModel', oneOf(operationNames))
    .option('--before <number>', 'go on behind this entry', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--limit <count>', 'how many', wholeNumber(1, 10_000), 50)
    .action(({ actor, operation, before, limit, ...options }: Given) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const entries = await listAudit(session.database, { actor, operation, before, limit });
          output.lines(auditLines(entries, output.width));
          output.data(entries);
        } finally {
          await session.close();
        }
      }),
    );
}
