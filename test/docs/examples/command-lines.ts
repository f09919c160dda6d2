import { type Command, CommanderError } from 'commander';
import { createCli } from '../../../cli/cli.ts';
import { createProgram } from '../../../cli/program.ts';
import { surroundings } from '../../cli/run-cli.ts';

/** The CLI's own parser, with commands that do nothing. */
function parser(): Command {
  const program = createProgram(createCli(surroundings()));
  const silence = (command: Command) => {
    if (command.commands.length === 0 || command.name() === 'data') command.action(() => {});
    for (const each of command.commands) silence(each);
  };
  silence(program);
  return program;
}

const asked = new Map<string, Promise<string | null>>();

/** What the CLI would refuse of these words after `npx perennial`. @param partly arguments and values may be left out, as in a sentence */
export function faultOfCommandLine(words: readonly string[], partly = false): Promise<string | null> {
  const key = JSON.stringify([words, partly]);
  const known = asked.get(key) ?? parse(words, partly); // pages repeat each other
  asked.set(key, known);
  return known;
}

async function parse(words: readonly string[], partly: boolean): Promise<string | null> {
  try {
    await parser().parseAsync(words, { from: 'user' });
    return null;
  } catch (error) {
    const code = error instanceof CommanderError ? error.code : '';
    const harmless = ['commander.help', 'commander.helpDisplayed', 'commander.version'];
    const leftOut = [
      ...['commander.missingArgument', 'commander.missingMandatoryOptionValue', 'commander.optionMissingArgument'],
    ];
    if (harmless.includes(code) || (partly && leftOut.includes(code))) return null;
    return (error as Error).message;
  }
}
