import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutput, type OutputStream } from '../../../cli/session/output.ts';

function stream(isTTY: boolean): OutputStream & { text: string } {
  return {
    text: '',
    isTTY,
    columns: 40,
    write(text) {
      this.text += text;
    },
  };
}

test('colours and redrawn bars are for terminals only', () => {
  const terminal = stream(true);
  const output = createOutput(terminal, stream(true), {}, false);
  output.lines(['OK Created 3 leads', ' TRAINING CHURN PREDICTION MODEL', '   R²: 0.1 (target > 0.80 missed)']);
  assert.equal(
    terminal.text,
    '\u001b[32mOK\u001b[0m Created 3 leads\n' +
      '\u001b[1m TRAINING CHURN PREDICTION MODEL\u001b[0m\n' +
      '   R²: 0.1 (target > 0.80 \u001b[33mmissed\u001b[0m)\n',
  );

  const pipe = stream(false);
  const plain = createOutput(pipe, stream(false), {}, false);
  plain.lines(['OK Created 3 leads']);
  const bar = plain.startBar();
  for (const share of [0, 0.04, 0.12, 0.13, 1]) bar.update(share);
  bar.complete();
  const steps = pipe.text.split('\n').map((line) => line.replace(/.*\] /, ''));
  assert.deepEqual(steps, ['OK Created 3 leads', '0%', '12%', '100%', '']);
});

test('NO_COLOR and a dumb terminal are respected', () => {
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const terminal = stream(true);
    createOutput(terminal, terminal, env, false).lines(['OK done']);
    assert.equal(terminal.text, 'OK done\n');
  }
});

test('a bar stays on one line of the terminal, below lines that are printed meanwhile', () => {
  const terminal = stream(true);
  const output = createOutput(terminal, terminal, { NO_COLOR: '1' }, false);
  const bar = output.startBar();
  bar.update(1, 'incomprehensibilities');
  output.note('careful');
  bar.stop();
  const drawn = '   [####################] 100%';
  assert.equal(terminal.text, `\r\u001b[2K${drawn}\r\u001b[2Kcareful\n${drawn}\n`);
});

test('with --json, stdout has only the data', () => {
  const stdout = stream(true);
  const stderr = stream(true);
  const output = createOutput(stdout, stderr, {}, true);
  output.lines(['for people']);
  const bar = output.startBar();
  bar.update(0.5);
  bar.stop();
  output.note('a note');
  output.data({ at: new Date(0) });
  assert.deepEqual(JSON.parse(stdout.text), { at: '1970-01-01T00:00:00.000Z' });
  assert.match(stderr.text, /a note/);
});
