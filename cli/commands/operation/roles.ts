import type { Command } from 'commander';
import { operations } from '../../../domain/access/operations.ts';
import type { Cli } from '../../cli.ts';
import { roleLines } from '../../print/operation/roles.ts';

/** `roles`: what each role may do, from the table by which the API refuses. */
export function addRolesCommand(program: Command, cli: Cli): void {
  program
    .command('roles')
    .description('What viewers, operators and admins may do.')
    .action((options) =>
      cli.run(options, async ({ output }) => {
        output.lines(roleLines(output.width));
        output.data(operations);
        return undefined;
      }),
    );
}
