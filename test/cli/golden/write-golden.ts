import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { goldenFile, goldenFolder, transcripts } from './golden-files.ts';
import { transcriptOf, widths } from './transcript.ts';

/** Writes the golden files anew, after a change to what commands print: node test/cli/golden/write-golden.ts. Read the difference. */
rmSync(goldenFolder, { recursive: true, force: true });
for (const columns of widths) {
  mkdirSync(new URL(`${columns}/`, goldenFolder), { recursive: true });
  for (const [command, invocations] of Object.entries(transcripts)) {
    writeFileSync(
      new URL(goldenFile(command, columns), goldenFolder),
      await transcriptOf(command, invocations, columns),
    );
  }
}
