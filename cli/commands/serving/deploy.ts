import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { wordActor } from '../../../domain/access/actor.ts';
import type { ModelName } from '../../../domain/models.ts';
import { deployByHand, rollBackByHand } from '../../../serving/live/deploy-version.ts';
import { oneModel } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { deployedLines } from '../../print/serving/deploy.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openWorking } from '../../session/session.ts';

const commands = [
  {
    name: 'deploy',
    operation: 'deployModel',
    description: 'Makes a version serve; by default the newest.',
    version: 'its name, see npx perennial models (default: the newest)',
    done: 'Deployed',
    move: deployByHand,
  },
  {
    name: 'rollback',
    operation: 'rollBackModel',
    description: 'Makes an earlier version serve again; by default the one that served before.',
    version: 'its name, see npx perennial models (default: the one before)',
    done: 'Rolled back to',
    move: rollBackByHand,
  },
] as const;

/** `deploy` and `rollback`: the pointer moves at once, servers follow without a restart, and the audit keeps who did it and why. */
export function addDeployCommands(program: Command, cli: Cli): void {
  for (const { name, operation, description, version: versionHelp, done, move } of commands) {
    program
      .command(name)
      .description(description)
      .argument('<model>', 'lead_scoring, churn or engagement', oneModel)
      .argument('[version]', versionHelp)
      .option('--why <reason>', 'kept in the audit', `${name} by hand`)
      .action((model: ModelName, version: string | undefined, { why, ...options }: { why: string }) =>
        cli.run(options, async ({ output, surroundings }) => {
          const session = await openWorking(surroundings, output);
          try {
            const { database, blobs, config } = session;
            const deployer = { database, blobs, production: config.environment === 'production' };
            const act = cliAct(operation, model);
            const request = { model, actor: wordActor(act.actor), reason: why, act };
            const deployed = await move(
              deployer,
              version === undefined ? request : { ...request, version },
              `cli/${randomUUID()}`,
            );
            output.lines(deployedLines(done, deployed));
            output.data({
              model,
              version: deployed.version.name,
              previous: deployed.previous,
              golden_rows: deployed.goldenRows,
            });
          } finally {
            await session.close();
          }
        }),
      );
  }
}
