import type { Environment } from '../../stack/config.ts';
import { barLine, reachesStep } from '../print/bar.ts';
import { visibleJson, visibleText } from '../print/visible-text.ts';

/** The part of a stream that the CLI uses, so that tests can pass their own. */
export type OutputStream = {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/**
 * Where a command prints. stdout carries the result: lines for people, or with --json one JSON document and nothing else. Notes about
 * the surroundings go to stderr. Bars are redrawn and colours used on a terminal only; elsewhere a bar is a line at each 10%.
 */
export type Output = {
  readonly json: boolean;
  readonly interactive: boolean;
  /** Characters of a line of the terminal; null: stdout is none. */
  readonly width: number | null;
  /** For people; nothing with --json. */
  lines(lines: readonly string[]): void;
  /** Prints nothing without --json. */
  data(value: unknown): void;
  note(line: string): void;
  startBar(): Bar;
};

export type Bar = { update(share: number, label?: string): void; done(): void };

/** ms between two redraws: a bar may be updated for each of a million rows. */
const redrawInterval = 50;
const clearLine = '\r\u001b[2K';

export function createOutput(stdout: OutputStream, stderr: OutputStream, env: Environment, json: boolean): Output {
  const interactive = stdout.isTTY === true && env.TERM !== 'dumb';
  const colour = interactive && !env.NO_COLOR; // https://no-color.org: any non-empty value
  const paint = colour ? colourLine : (line: string) => line;
  /** The bar's last state, redrawn below lines that are printed meanwhile. */
  let live: string | null = null;

  function write(lines: readonly string[], stream: OutputStream) {
    if (lines.length === 0) return;
    const text = `${lines.map((line) => paint(visibleText(line))).join('\n')}\n`;
    if (live === null) stream.write(text);
    else {
      stdout.write(clearLine);
      stream.write(text);
      stdout.write(live);
    }
  }

  function startBar(): Bar {
    let last: number | null = null;
    let drawnAt = 0;
    return {
      update(share, label) {
        if (json) return;
        if (interactive) {
          if (share < 1 && Date.now() - drawnAt < redrawInterval) return;
          drawnAt = Date.now();
          live = visibleText(barLine(share, label)).slice(0, Math.max(20, (stdout.columns ?? 80) - 1));
          stdout.write(clearLine + live);
        } else if (reachesStep(last, share)) {
          stdout.write(`${visibleText(barLine(share, label))}\n`);
          last = share;
        }
      },
      done() {
        if (live !== null) stdout.write('\n');
        live = null;
      },
    };
  }

  return {
    json,
    interactive,
    width: interactive ? (stdout.columns ?? 80) : null,
    lines: (lines) => (json ? undefined : write(lines, stdout)),
    data: (value) => (json ? stdout.write(`${visibleJson(value, 2)}\n`) : undefined),
    note: (line) => write([line], stderr),
    startBar,
  };
}

const inColour = (code: number, text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** Colours follow the wording of a line: headings in capitals are bold, OK is green, NO red, a missed target yellow. */
function colourLine(line: string): string {
  if (/^ [A-Z][A-Z ]+$/.test(line)) return inColour(1, line);
  if (/^\s*OK\b/.test(line)) return line.replace('OK', inColour(32, 'OK'));
  if (/^\s*NO\b/.test(line)) return line.replace('NO', inColour(31, 'NO'));
  return line.replace(/\bmissed\b/, inColour(33, 'missed'));
}
