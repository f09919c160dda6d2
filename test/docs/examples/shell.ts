/** One simple command of a shell: what is set for it, and its words without quotation marks. */
export type Command = { readonly set: Readonly<Record<string, string>>; readonly words: readonly string[] };

/** As much of a shell's grammar as our pages use. A comment, and what goes into a file or another program, end a command. */
export function readCommands(source: string): Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let word: string | null = null;
  const endWord = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push(commandOf(words));
    words = [];
  };
  const add = (text: string) => {
    word = (word ?? '') + text;
  };
  for (let at = 0; at < source.length; at++) {
    const rest = source.slice(at);
    const [placeholder] = /^<[a-z][^<>\n]*>/.exec(rest) ?? [];
    const [substituted] = /^\$\([^()]*\)/.exec(rest) ?? [];
    const [quoted] = /^'[^']*'|^"(?:\\.|[^"\\])*"/.exec(rest) ?? [];
    const whole = placeholder ?? substituted ?? quoted;
    if (whole !== undefined) {
      add(whole === quoted ? unquoted(whole) : whole);
      at += whole.length - 1;
    } else if (rest.startsWith('\\\n')) at++;
    else if (/^\n|^;|^\|/.test(rest) || rest.startsWith('&&')) {
      endCommand();
      if (/^&&|^\|\|/.test(rest)) at++;
    } else if (rest[0] === '#' && word === null) at += rest.indexOf('\n') < 0 ? rest.length : rest.indexOf('\n') - 1;
    else if (/\s/.test(rest[0] ?? '')) endWord();
    else if (/['"]/.test(rest[0] ?? ''))
      throw new SyntaxError(`a quotation mark is never closed: ${rest.slice(0, 40)}`);
    else add(rest[0] ?? '');
  }
  endCommand();
  return commands;
}

function unquoted(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1) : text.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
}

const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/;

function commandOf(words: readonly string[]): Command {
  const isExport = words[0] === 'export';
  const given = isExport ? words.slice(1) : words;
  const rest = given.findIndex((word) => !assignment.test(word));
  const set = given.slice(0, rest < 0 ? given.length : rest).map((word) => assignment.exec(word) ?? []);
  return {
    set: Object.fromEntries(set.map(([, name = '', value = '']) => [name, value])),
    words: rest < 0 ? [] : given.slice(rest),
  };
}
