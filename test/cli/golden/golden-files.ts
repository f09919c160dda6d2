import { dataCommands } from './commands/data-commands.ts';
import { operationCommands } from './commands/operation-commands.ts';
import { servingCommands } from './commands/serving-commands.ts';
import { sourceCommands } from './commands/source-commands.ts';
import { trainingCommands } from './commands/training-commands.ts';
import type { Transcripts } from './transcript.ts';

export const goldenFolder = new URL('screens/', import.meta.url);

/** '80/gate-show.txt'; the program's own help is '80/perennial.txt'. */
export function goldenFile(command: string, columns: number): string {
  return `${columns}/${command === '' ? 'perennial' : command.replaceAll(' ', '-')}.txt`;
}

/** What each command is shown with. */
export const transcripts: Transcripts = {
  '': [],
  ...dataCommands,
  ...sourceCommands,
  ...trainingCommands,
  ...servingCommands,
  ...operationCommands,
};
