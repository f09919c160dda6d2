import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goldenFiles, goldenFolder } from './golden-files.ts';
import { goldenMails } from './golden-mails.ts';

/** Writes the golden mails anew, to be read in the diff. */
await rm(goldenFolder, { recursive: true, force: true });
await mkdir(goldenFolder, { recursive: true });
for (const { file, text } of goldenMails.flatMap(goldenFiles)) await writeFile(join(goldenFolder, file), text);
