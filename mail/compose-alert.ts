import { createHash } from 'node:crypto';
import { type Advice, advise } from '../domain/alerts/advise.ts';
import type { Cause } from '../domain/alerts/diagnosis.ts';
import type { Notice } from '../domain/alerts/incident.ts';
import type { Reading } from '../domain/alerts/observation.ts';
import { type AlertRule, isEvent } from '../domain/alerts/rules.ts';
import { runbookPath } from '../domain/alerts/runbook.ts';
import { shortMetricName } from '../domain/metric-titles.ts';
import { type ModelName, modelTitles } from '../domain/models.ts';
import { utcMinute } from '../domain/utc-minute.ts';
import type { NewMail } from '../store/alerts/mails.ts';
import { drawChart } from './chart.ts';
import { type Letter, letterHtml, letterText, type Matter } from './letter.ts';

/** What a mail says about one step of an incident. */
export type AlertNotice = {
  readonly notice: Notice;
  readonly rule: AlertRule;
  readonly incidentId: number;
  readonly openedAt: Date;
  /** The series that led to it, oldest first; the last reading is the one that this is about. */
  readonly readings: readonly Reading[];
  readonly detail: string;
  /** What is done about it automatically; '' when nothing is. */
  readonly answer: string;
  /** Key of the alert that first reported it; null when this one does. */
  readonly thread: string | null;
};

export type AlertContext = {
  readonly facts: Letter['facts'];
  /** What was noticed beside the figures, the most telling first. */
  readonly causes: readonly string[];
};

/**
 * One mail about everything that one batch of observations changed for a model. Key and Message-ID follow from the alert's key and the
 * recipient, so that a repeated delivery is the same mail; a later mail replies to the mails that first reported its incidents.
 */
export function composeAlert(input: {
  readonly key: string;
  /** Null: the whole business. */
  readonly model: ModelName | null;
  readonly notices: readonly AlertNotice[];
  readonly context: Pick<AlertContext, 'facts'>;
  /** The likeliest first. */
  readonly causes: readonly Cause[];
  /** The version that a rollback would let serve again; null: none. */
  readonly rollbackTo: string | null;
  readonly recipient: string;
  /** Without a slash at the end. */
  readonly dashboardUrl: string;
}): NewMail {
  const { key, model, notices, context, causes, recipient, dashboardUrl } = input;
  const messageId = messageIdOf(key, recipient);
  const drawn = notices.filter(({ rule }) => !isEvent(rule));
  const title = model === null ? 'The pipeline' : sentenceCase(modelTitles[model]);
  const figures = notices.map(inShort).join(', ');
  const kind = kindOf(notices);
  const letter: Letter = {
    subject: oneLine(`${kind.prefix}ML Model Performance Alert: ${title.toLowerCase()} (${figures})`),
    opening: `${title} ${kind.opening}: ${figures}`,
    matters: notices.map((notice, at) => {
      // an incident of several figures is opened and dated once
      const last = notices.findLastIndex(({ incidentId }) => incidentId === notice.incidentId) === at;
      return matterOf(notice, last ? dashboardUrl : null);
    }),
    facts: context.facts,
    causes: kind.over ? [] : causes.map(({ words }) => words),
    advice: kind.over ? [] : advise(input).map((each) => inLetter(each, dashboardUrl)),
  };
  const roots = new Set(notices.flatMap(({ thread }) => (thread === null ? [] : [messageIdOf(thread, recipient)])));
  return {
    key: `${key}/${recipient}`,
    messageId,
    recipient,
    subject: letter.subject,
    body: letterText(letter),
    html: letterHtml(letter),
    charts: drawn.map((each) => ({ cid: chartId(each), png: drawChart(each.readings).toString('base64') })),
    thread: [...roots].filter((root) => root !== messageId),
  };
}

function inLetter({ button, ...advice }: Advice, dashboardUrl: string): Letter['advice'][number] {
  if (button === undefined) return advice;
  return { ...advice, button: { label: button.label, url: `${dashboardUrl}/#${button.page}` } };
}

export function messageIdOf(key: string, recipient: string): string {
  const digest = createHash('sha256').update(`${key}/${recipient}`).digest('hex').slice(0, 32);
  return `<${digest}@perennial.invalid>`;
}

function kindOf(notices: readonly AlertNotice[]): { prefix: string; opening: string; over: boolean } {
  const told = new Set(notices.map(({ notice }) => notice));
  if (told.has('firing')) {
    // drift moves the inputs; it doesn't make the answers wrong
    const degraded = notices.some(({ notice, rule }) => notice === 'firing' && !isEvent(rule) && rule.id !== 'drift');
    return { prefix: '', opening: degraded ? 'performance degraded' : 'needs attention', over: false };
  }
  if (told.has('repeat')) return { prefix: 'Still: ', opening: 'still needs attention', over: false };
  if (!told.has('resolved')) return { prefix: 'Superseded: ', opening: 'is served by another version', over: true };
  return { prefix: 'Resolved: ', opening: 'is back to normal', over: true };
}

const noticeTitles: Readonly<Record<Notice, string>> = {
  firing: 'Firing',
  repeat: 'Still firing',
  resolved: 'Resolved',
  superseded: 'Superseded',
};

/** @param dashboardUrl null: another figure of the same incident follows. */
function matterOf(alert: AlertNotice, dashboardUrl: string | null): Matter {
  const { notice, rule, incidentId, openedAt, readings, detail, answer } = alert;
  const state = noticeTitles[notice];
  const latest = readings.at(-1);
  const before = readings.at(-2);
  const was = before === undefined ? '' : `, after ${figure(before.value)} in the window before`;
  const range =
    latest?.low == null || latest.high == null ? '' : ` (95%: ${figure(latest.low)} to ${figure(latest.high)})`;
  const comparison = rule.worse === 'above' ? 'at most' : 'at least';
  return {
    title: `${state}: ${rule.title}`,
    lines: [
      ...(isEvent(rule) || latest === undefined
        ? []
        : [
            `${shortMetricName(rule.metric)} is ${figure(latest.value)}${range}${was}; the limit is ${comparison} ${figure(latest.limit)}.`,
          ]),
      ...[detail, answer].filter((text) => text !== ''),
      ...(dashboardUrl === null ? [] : [`Since ${utcMinute(openedAt)} UTC.`]),
    ],
    ...(dashboardUrl !== null && { url: `${dashboardUrl}/#incident-${incidentId}` }),
    ...(dashboardUrl !== null && isOpen(notice) && { help: `${dashboardUrl}${runbookPath(rule.id)}` }),
    ...(isEvent(rule)
      ? {}
      : {
          chart: {
            cid: chartId(alert),
            alt: chartWords(rule, readings),
          },
        }),
  };
}

/** Of what is over there is nothing to do. */
function isOpen(notice: Notice): boolean {
  return notice === 'firing' || notice === 'repeat';
}

function chartWords({ metric }: AlertRule, readings: readonly Reading[]): string {
  const days = [readings[0], readings.at(-1)].flatMap((each) => each?.window.slice(0, 10) ?? []);
  const span =
    readings.length === 1 ? `in the window to ${days[0]}` : `in ${readings.length} windows to ${days.join(' ... ')}`;
  return `${shortMetricName(metric)} ${span}; dashed: the limit`;
}

/** An incident has a chart for each of its figures. */
function chartId({ incidentId, rule }: Pick<AlertNotice, 'incidentId' | 'rule'>): string {
  return `incident-${incidentId}-${rule.id}@perennial.invalid`;
}

function inShort({ rule, readings }: AlertNotice): string {
  return isEvent(rule) ? rule.title : `${shortMetricName(rule.metric)}=${figure(readings.at(-1)?.value ?? null)}`;
}

function figure(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(2);
}

/** A mail header is one line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function sentenceCase(text: string): string {
  return text.charAt(0) + text.slice(1).toLowerCase();
}
