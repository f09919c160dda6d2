import { ApplicationFailure } from '@temporalio/common';
import type { AbGateCommand, AbGateCommandName } from '../contract/messages.ts';

const example = '{"actor": "ann", "reason": "the campaign begins"}';

/**
 * What a person gave an update, perhaps by hand in the Web UI.
 *
 * @throws ApplicationFailure `invalid_input` with what is wrong, before the command enters the history
 */
export function requireCommand(name: AbGateCommandName, given: unknown): AbGateCommand {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(`${name} takes one argument, who asks for it and why, and got ${shown(given)}.`);
  }
  const fields = given as Readonly<Record<string, unknown>>;
  for (const field of ['actor', 'reason'] as const) {
    const value = fields[field];
    if (typeof value !== 'string' || value.trim() === '') {
      throw invalid(`${name} needs ${field === 'actor' ? 'who asks for it' : 'why'}: "${field}" is ${shown(value)}.`);
    }
  }
  for (const field of ['id', 'experimentId'] as const) {
    const value = fields[field];
    if (value !== undefined && typeof value !== 'string') {
      throw invalid(`${name}: "${field}" is ${shown(value)}, and a text is needed.`);
    }
  }
  return given as AbGateCommand;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
}

function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${message} Give one JSON object, such as ${example}.`,
    type: 'invalid_input',
    nonRetryable: true,
    details: [{ remedy: 'npx perennial gate --help lists what may be asked for.' }],
  });
}
