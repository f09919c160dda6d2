/**
 * Everything that the CLI prints passes here. Imported text may hold control characters, with which a terminal moves its
 * cursor, changes its title or takes input: they become visible signs (U+2400 ff.). Line feeds and tabs stay. What turns the
 * direction of the text around them is replaced too, as it would show a line in another order than it has.
 */
export function visibleText(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** C0 without tab and line feed, DEL, C1, and the embeddings, overrides and isolates of Unicode's bidirectional algorithm. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** JSON that says the same and holds none of them: JSON itself escapes those below U+0020 only. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(escapable, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const escapable = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
