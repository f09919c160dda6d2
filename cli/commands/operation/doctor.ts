import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { examine } from '../../examine.ts';
import { exitCodes } from '../../exit-codes.ts';
import { doctorLines, isBroken, isHealthy } from '../../print/operation/doctor.ts';
import { settingLines } from '../../print/operation/settings.ts';
import { untilInterrupted } from '../../session/interruption.ts';
import { readSettings } from '../../settings.ts';

export function addDoctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('What is installed, reachable, migrated and trained, and what to do next. Starts nothing.')
    .option('--settings', 'also list every environment variable with its value and default')
    .addHelpText(
      'after',
      '\nExit code 1 when something required is broken.\nAn incident that fires is shown, and changes no exit code.',
    )
    .action((options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const findings = await untilInterrupted(interrupted, examine(surroundings.env));
        const settings = readSettings(surroundings.env);
        output.lines(doctorLines(findings));
        if (options.settings) output.lines(['', ...settingLines(settings, output.width)]);
        output.data({ healthy: isHealthy(findings), findings, settings });
        return isBroken(findings) ? exitCodes.failure.code : exitCodes.ok.code;
      }),
    );
}
