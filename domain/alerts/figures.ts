import { type IncidentState, type Notice, nextStep } from './incident.ts';
import type { Reading, Standing } from './observation.ts';
import { type AlertRule, alertRules, findRule } from './rules.ts';

export const figureStates = ['pending', 'firing', 'recovering', 'resolved'] as const;
export type FigureState = (typeof figureStates)[number];

/** One figure of an incident, as of its latest window. */
export type Figure = {
  readonly rule: string;
  readonly state: FigureState;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly limit: number;
  /** The window's end, ISO 8601. */
  readonly window: string;
  /** null for an event, and where an earlier release didn't record it. */
  readonly windowDays: number | null;
  readonly samples: number | null;
  readonly versionId: number | null;
  /** Whether people were mailed about it. */
  readonly told: boolean;
};

/** A rule's newest window, with the standings of all its windows; see `nextStep`. */
export type JudgedRule = {
  readonly rule: AlertRule;
  readonly reading: Reading;
  readonly standings: readonly Standing[];
  readonly apart: readonly Standing[];
};

export type OpenIncident = {
  readonly state: IncidentState;
  readonly noticedAt: Date | null;
  readonly figures: readonly Figure[];
};

export type FiguresStep = {
  readonly state: IncidentState;
  /** The one that says most comes first. */
  readonly figures: readonly Figure[];
  readonly notices: readonly { readonly notice: Notice; readonly rule: AlertRule }[];
};

/**
 * The next step of an incident of several figures: it fires while one of them does, recovers while none does any more, and is resolved
 * when the last of them is.
 *
 * @param open null: no incident is open.
 * @param judged figures of one batch; others stay as they are.
 * @returns null: nothing is open and nothing opens.
 */
export function stepFigures(open: OpenIncident | null, judged: readonly JudgedRule[], now: Date): FiguresStep | null {
  const figures = new Map(open?.figures.map((figure) => [figure.rule, figure]));
  const notices: { notice: Notice; rule: AlertRule }[] = [];
  for (const { rule, reading, standings, apart } of judged) {
    const before = figures.get(rule.id);
    const going =
      open === null || before === undefined || before.state === 'resolved'
        ? null
        : { state: before.state, noticedAt: open.noticedAt };
    const step = nextStep(rule, going, standings, now, apart);
    if (step === null) continue;
    const due = step.notice === 'repeat' ? open?.state !== 'acknowledged' : step.notice === 'firing';
    if (due && step.notice !== null && rule.mails) notices.push({ notice: step.notice, rule });
    const told = (before?.told ?? false) || (step.notice === 'firing' && rule.mails);
    figures.set(rule.id, { ...figureOf(rule, reading), state: step.state as FigureState, told });
  }
  if (figures.size === 0) return null;
  const sorted = [...figures.values()].toSorted((a, b) => rankOf(a) - rankOf(b));
  const state = stateOf(sorted, open);
  if (state !== 'resolved') return { state, figures: sorted, notices };
  const over = sorted.flatMap(({ rule: id, told }) => {
    const rule = findRule(id);
    return told && rule !== undefined ? [{ notice: 'resolved', rule } as const] : [];
  });
  return { state, figures: sorted, notices: over };
}

/** An incident without figures that don't count any more: they are over, and nobody is told. */
export function endFigures(open: OpenIncident, rules: readonly string[]): Pick<FiguresStep, 'state' | 'figures'> {
  const figures = open.figures
    .map((figure): Figure => (rules.includes(figure.rule) ? { ...figure, state: 'resolved', told: false } : figure))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  return { state: stateOf(figures, open), figures };
}

/** What an incident shows of the figure that says most. @param figures at least one, that one first. */
export function ofLeading([{ rule, value, limit, versionId, samples, windowDays }]: readonly Figure[]) {
  return { rule, value, limit, versionId, samples, windowDays };
}

function figureOf(rule: AlertRule, reading: Reading): Omit<Figure, 'state' | 'told'> {
  const { value, low, high, limit, window, windowDays = null, samples = null, versionId = null } = reading;
  return { rule: rule.id, value, low, high, limit, window, windowDays, samples, versionId };
}

function stateOf(figures: readonly Figure[], open: OpenIncident | null): IncidentState {
  const any = (state: FigureState) => figures.some((figure) => figure.state === state);
  if (!any('firing') && !any('recovering') && !any('pending')) return 'resolved';
  if (open?.state === 'acknowledged') return 'acknowledged';
  if (any('firing')) return 'firing';
  return any('recovering') || (open !== null && open.state !== 'pending') ? 'recovering' : 'pending';
}

const order: readonly FigureState[] = ['firing', 'recovering', 'pending', 'resolved'];

/** By state, then those that people are mailed about, then the stricter rules, which come later in the list. */
function rankOf({ state, rule: id }: Figure): number {
  const at = alertRules.findIndex((rule) => rule.id === id);
  const mails = alertRules[at]?.mails === true;
  return order.indexOf(state) * 1_000 + (mails ? 0 : 100) - at;
}
