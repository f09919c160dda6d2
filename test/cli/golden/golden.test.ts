import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { displayWidth } from '../../../cli/print/display-width.ts';
import { goldenFile, goldenFolder, transcripts } from './golden-files.ts';
import { commandNames, transcriptOf, widths } from './transcript.ts';

const rewrite = 'Read what changed, then: npx node test/cli/golden/write-golden.ts';
const names = commandNames();

describe('the screen of', () => {
  for (const command of names) {
    it(`perennial ${command} is as it was, and fits its terminal`, async () => {
      const invocations = transcripts[command];
      assert.ok(invocations, `Show \`${command}\` in test/cli/golden/commands/.`);
      if (command !== '') assert.ok(invocations.length > 0, `\`${command}\` is shown by its help only.`);
      for (const columns of widths) {
        const text = await transcriptOf(command, invocations, columns);
        const file = new URL(goldenFile(command, columns), goldenFolder);
        assert.equal(text, readFileSync(file, 'utf8'), rewrite);
        const wide = text.split('\n').filter((line) => !line.startsWith('$ ') && displayWidth(line) > columns);
        assert.deepEqual(wide, [], `wider than ${columns} columns`);
      }
    });
  }

  it('a command that is gone is gone', () => {
    assert.deepEqual(Object.keys(transcripts).toSorted(), names.toSorted());
    const files = readdirSync(goldenFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.txt'),
    );
    const expected = widths.flatMap((columns) => names.map((command) => goldenFile(command, columns)));
    assert.deepEqual(files.map((file) => file.replaceAll('\\', '/')).toSorted(), expected.toSorted(), rewrite);
  });
});
