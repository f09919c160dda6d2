import type { Environment } from '../../stack/config.ts';
import { barLine, reachesStep } from '../print/bar.ts';
import { remainingText, remainingTime } from '../print/remaining.ts';
import { visibleJson, visibleText } from '../print/visible-text.ts';
import { foldedLine } from '../print/wrap.ts';

/** The part of a stream that the CLI uses, so that tests can pass their own. */
export type OutputStream = {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/**
 * Where a command prints. stdout carries the result: lines for people, or with --json one JSON document and nothing else. Notes about
 * the surroundings go to stderr. On a terminal lines are folded at its width, bars are redrawn and colours used; elsewhere lines stay
 * whole, and a bar is a line at each 10%.
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

export type Bar = {
  update(share: number, label?: string): void;
  /** The work is done: the bar is full. One that never moved prints nothing. */
  complete(): void;
  /** The work ended before its end: the bar stays where it is. */
  stop(): void;
};

/** ms between two redraws: a bar may be updated for each of a million rows. */
const redrawInterval = 50;
const clearLine = '\r\u001b[2K';
/** Narrower terminals fold the lines that are made for this width by themselves. */
const narrowest = 40;

export function createOutput(
  stdout: OutputStream,
  stderr: OutputStream,
  env: Environment,
  json: boolean,
  now: () => number = Date.now,
): Output {
  const interactive = stdout.isTTY === true && env.TERM !== 'dumb';
  const colour = interactive && !env.NO_COLOR; // https://no-color.org: any non-empty value
  const paint = colour ? colourLine : (line: string) => line;
  /** The bar's last state, redrawn below lines that are printed meanwhile. */
  let live: string | null = null;

  function write(lines: readonly string[], stream: OutputStream) {
    if (lines.length === 0) return;
    const width = widthOf(stream);
    const shown = lines.flatMap((line) => foldedLine(visibleText(line), width));
    const text = `${shown.map(paint).join('\n')}\n`;
    if (live === null) stream.write(text);
    else {
      stdout.write(clearLine);
      stream.write(text);
      stdout.write(live);
    }
  }

  function startBar(): Bar {
    let last: { readonly share: number; readonly label: string | undefined } | null = null;
    let first: { readonly share: number; readonly at: number } | null = null;
    let told: number | null = null;
    let drawnAt = Number.NEGATIVE_INFINITY;

    function labelWithRest(share: number, label: string | undefined): string {
      if (first === null) return label ?? '';
      const rest = remainingTime(now() - first.at, (share - first.share) / Math.max(1e-9, 1 - first.share));
      return [remainingText(rest), label ?? ''].filter((part) => part !== '').join(', ');
    }
    function draw(share: number, label: string | undefined) {
      live = barLine(share, visibleText(labelWithRest(share, label)), Math.max(narrowest, stdout.columns ?? 80) - 1);
      stdout.write(clearLine + live);
    }
    function update(share: number, label?: string) {
      if (json) return;
      first ??= { share: Math.min(share, 1), at: now() };
      last = { share, label };
      if (interactive) {
        if (share < 1 && now() - drawnAt < redrawInterval) return;
        drawnAt = now();
        draw(share, label);
      } else if (reachesStep(told, share)) {
        stdout.write(`${barLine(share, visibleText(labelWithRest(share, label)))}\n`);
        told = share;
      }
    }
    function stop() {
      if (live !== null) stdout.write('\n');
      live = null;
    }
    return {
      update,
      complete() {
        if (last !== null && last.share < 1) update(1, last.label);
        stop();
      },
      stop,
    };
  }

  return {
    json,
    interactive,
    width: widthOf(stdout),
    lines: (lines) => (json ? undefined : write(lines, stdout)),
    data: (value) => (json ? stdout.write(`${visibleJson(value, 2)}\n`) : undefined),
    note: (line) => write([line], stderr),
    startBar,
  };

  function widthOf(stream: OutputStream): number | null {
    return stream.isTTY === true && env.TERM !== 'dumb' ? Math.max(narrowest, stream.columns ?? 80) : null;
  }
}

const inColour = (code: number, text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** Colours follow the wording of a line: headings in capitals are bold, OK is green, NO red, a missed target yellow. */
function colourLine(line: string): string {
  if (/^ [A-Z][A-Z ]+$/.test(line)) return inColour(1, line);
  if (/^\s*OK\b/.test(line)) return line.replace('OK', inColour(32, 'OK'));
  if (/^\s*NO\b/.test(line)) return line.replace('NO', inColour(31, 'NO'));
  return line.replace(/\bmissed\b/, inColour(33, 'missed'));
}
