import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleJson, visibleText } from '../../../cli/print/visible-text.ts';
import { createOutput } from '../../../cli/session/output.ts';

const hostile = 'Ann\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil\u2066\u007f\r\u0000';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('control characters of imported text become visible signs, and other text stays', () => {
  assert.doesNotMatch(visibleText(hostile), control);
  assert.equal(visibleText('\u001b[2J'), '␛[2J');
  assert.equal(visibleText('Zoë\tשלום\n😀'), 'Zoë\tשלום\n😀');
});

test('JSON says the same without them', () => {
  const text = visibleJson({ name: hostile }, 2);
  assert.doesNotMatch(text.replaceAll('\n', ''), control);
  assert.deepEqual(JSON.parse(text), { name: hostile });
});

test('no way of printing lets them through to a terminal, whose own colours and bars stay', () => {
  let printed = '';
  const terminal = { isTTY: true, columns: 80, write: (text: string) => (printed += text) };
  for (const json of [false, true]) {
    const output = createOutput(terminal, terminal, {}, json);
    const bar = output.startBar();
    bar.update(0.5, hostile);
    output.lines([` OK ${hostile}`]);
    output.data({ hostile });
    output.note(hostile);
    bar.stop();
  }
  assert.ok(printed.includes('\u001b[32mOK'));
  const own = ['\r\u001b[2K', '\u001b[32m', '\u001b[0m'];
  const foreign = own.reduce((text, code) => text.replaceAll(code, ''), printed);
  assert.doesNotMatch(foreign, control);
});
