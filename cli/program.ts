import { Command, CommanderError } from 'commander';
import { PerennialError } from '../domain/errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type Cli, createCli, type Surroundings } from './cli.ts';
import { addDataCommand } from './commands/data/data.ts';
import { addGenerateCommand } from './commands/data/generate.ts';
import { addImportCommand } from './commands/data/import.ts';
import { addMigrateCommand } from './commands/data/migrate.ts';
import { addPersonCommands } from './commands/data/person.ts';
import { addResetCommand } from './commands/data/reset.ts';
import { addSourceCommand } from './commands/data/source.ts';
import { addAccessCommands } from './commands/operation/access.ts';
import { addAlertsCommand } from './commands/operation/alerts.ts';
import { addAuditCommand } from './commands/operation/audit.ts';
import { addBackupCommand } from './commands/operation/backup.ts';
import { addDestinationCommand } from './commands/operation/destination.ts';
import { addDoctorCommand } from './commands/operation/doctor.ts';
import { addMetricsCommand } from './commands/operation/metrics.ts';
import { addRestoreCommand } from './commands/operation/restore.ts';
import { addRolesCommand } from './commands/operation/roles.ts';
import { addScheduleCommand } from './commands/operation/schedule.ts';
import { addDeployCommands } from './commands/serving/deploy.ts';
import { addExportCommand } from './commands/serving/export.ts';
import { addGateCommand } from './commands/serving/gate.ts';
import { addModelsCommand } from './commands/serving/models.ts';
import { addPredictCommand } from './commands/serving/predict.ts';
import { addTraceCommand } from './commands/serving/trace.ts';
import { addCancelCommand } from './commands/training/cancel.ts';
import { addFitCommand } from './commands/training/fit.ts';
import { addHistoryCommand } from './commands/training/history.ts';
import { addReproduceCommand } from './commands/training/reproduce.ts';
import { addStatusCommand } from './commands/training/status.ts';
import { addTestCommand } from './commands/training/test.ts';
import { addTrainCommand } from './commands/training/train.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { reportError, toPerennialError } from './report-error.ts';
import { createOutput } from './session/output.ts';

/** Runs one command line (without node and script) to its exit code. Never throws. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const cli = createCli(surroundings);
  try {
    await createProgram(cli).parseAsync([...argv], { from: 'user' });
    return cli.exitCode();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help, --version
    const refused = error instanceof CommanderError ? usageError(error, argv) : toPerennialError(error);
    // parsing may have failed before it reached --json
    const output = createOutput(surroundings.stdout, surroundings.stderr, surroundings.env, argv.includes('--json'));
    reportError(refused, output, /^(debug|trace)$/.test(surroundings.env.LOG_LEVEL ?? ''));
    return exitCodeOf(refused.code);
  }
}

export function createProgram(cli: Cli): Command {
  const program = new Command('npx perennial')
    .description('Trains, tests and watches the lead scoring, churn and engagement models of a messaging CRM.')
    .usage('<command> [options]')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => cli.surroundings.stdout.write(text),
      writeErr: () => {}, // runCli reports every error in one form
      getOutHasColors: () => false,
      getOutHelpWidth: () => cli.surroundings.stdout.columns ?? 80,
    })
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false, minWidthToWrap: 30 })
    .addHelpText('after', helpEnd());
  for (const add of commands) add(program, cli);
  for (const command of program.commands.flatMap(withSubcommands)) {
    command.option('--json', 'print the result as one JSON document on stdout');
  }
  return program;
}

/** Commands that do something: `gate` itself only groups others. */
function withSubcommands(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands;
}

const commands = [
  addGenerateCommand,
  addImportCommand,
  addDataCommand,
  addPersonCommands,
  addSourceCommand,
  addTrainCommand,
  addTestCommand,
  addPredictCommand,
  addStatusCommand,
  addCancelCommand,
  addHistoryCommand,
  addModelsCommand,
  addTraceCommand,
  addReproduceCommand,
  addMetricsCommand,
  addDeployCommands,
  addGateCommand,
  addAlertsCommand,
  addScheduleCommand,
  addDestinationCommand,
  addExportCommand,
  addAccessCommands,
  addRolesCommand,
  addAuditCommand,
  addFitCommand,
  addMigrateCommand,
  addBackupCommand,
  addRestoreCommand,
  addDoctorCommand,
  addResetCommand,
];

function helpEnd(): string {
  const codes = Object.values(exitCodes).map(({ code, meaning }) => `  ${String(code).padEnd(4)} ${meaning}`);
  return `
Exit codes:
${codes.join('\n')}

generate, import, data, train, test, predict, reproduce, deploy, rollback,
export, migrate and backup use the servers of 'npm start', or start the embedded
servers while they work; restore wants them stopped.
status, cancel, history, models, trace, metrics, gate, schedule, source,
destination, open, invite, token and audit need servers that are running
already. Settings are environment variables: 'npx perennial doctor --settings'
lists them.`;
}

/** Commander's refusal in our form: 'error: ' is dropped, its '(Did you mean x?)' becomes part of the remedy. */
function usageError(error: CommanderError, argv: readonly string[]): PerennialError {
  if (error.code === 'commander.help') return noCommand();
  const text = error.message.replace(/^error: /, '').trim();
  const hint = /\(?(Did you mean [^)]*\?)\)?\s*$/.exec(text);
  const message = hint === null ? text : text.slice(0, hint.index).trim();
  const command = argv.find((each) => !each.startsWith('-'));
  const known = command !== undefined && error.code !== 'commander.unknownCommand';
  const help = `See npx perennial ${known ? `${command} ` : ''}--help.`;
  const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
  return new PerennialError('invalid_input', upperFirst(sentence), hint === null ? help : `${hint[1]} ${help}`);
}

function noCommand(): PerennialError {
  return new PerennialError('invalid_input', 'Which command?', 'See npx perennial --help.');
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
