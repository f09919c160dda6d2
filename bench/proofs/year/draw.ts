import { type ModelName, modelNames } from '../../../domain/models.ts';
import type { JudgedIncident, Judgement } from './judge.ts';
import type { YearRecord } from './record.ts';

/** All in pixels. */
const width = 960;
const left = 150;
const right = 20;
/** Top of the axis: what leads are scored by before it is known that they are worth other things. */
const highestError = 60;
const week = 7 * 86_400_000;

/** Readable on white and on dark: the page's own choice decides. */
const style = `
  text { font: 11px system-ui, sans-serif; fill: #444 }
  .title { font-weight: 600 }
  .axis { stroke: #999; stroke-width: 0.5 }
  .limit { stroke: #c0392b; stroke-dasharray: 4 3 }
  .bar { fill: #8aa4c8 }
  .band { fill: #e0a030; opacity: 0.22 }
  .live { fill: none; stroke: #2266bb; stroke-width: 1.6 }
  .other { fill: none; stroke: #3a9a5c; stroke-width: 1.6 }
  .served { fill: none; stroke: #888; stroke-width: 1.2 }
  .right { fill: #3a9a5c } .late { fill: #e0a030 } .false { fill: #c0392b }
  .deployed { fill: #2266bb }
  @media (prefers-color-scheme: dark) { text { fill: #ccc } .live { stroke: #6aa5f0 } .deployed { fill: #6aa5f0 } }`;

type Axis = (moment: Date) => number;
type Panel = { readonly top: number; readonly height: number; readonly title: string };

/** One year as a picture: leads a week, live figures against their limits, alerts and deployments, and what happened as bands. */
export function drawYear(record: YearRecord, judgement: Judgement): string {
  const end = new Date(record.start.getTime() + record.weeks * week);
  const span = end.getTime() - record.start.getTime();
  const x: Axis = (moment) => {
    const share = (Math.min(moment.getTime(), end.getTime()) - record.start.getTime()) / span;
    return left + share * (width - left - right);
  };
  const panels = {
    leads: { top: 40, height: 70, title: 'new leads a week' },
    mae: { top: 135, height: 110, title: 'lead scoring, MAE' },
    accuracy: { top: 270, height: 90, title: 'accuracy' },
    alerts: { top: 385, height: 22 * 4, title: '' },
    deployments: { top: 500, height: 22 * 3, title: '' },
  } as const;
  const height = 600;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A simulated year, week by week">`,
    `<style>${style}</style>`,
    ...bands(record, x, height - 40),
    ...drawLeads(record, x, panels.leads),
    ...drawErrors(record, x, panels.mae),
    ...drawAccuracy(record, x, panels.accuracy),
    ...drawAlerts(judgement.incidents, x, panels.alerts, end),
    ...drawDeployments(record, x, panels.deployments),
    ...months(record, x, height - 18),
    '</svg>',
    '',
  ].join('\n');
}

function text(x: number, y: number, words: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;
}

function bands({ events: { drift, outage, badCampaign } }: YearRecord, x: Axis, bottom: number): string[] {
  const spans = [
    { words: 'concept drift', from: drift, until: new Date(drift.getTime() + week / 7) },
    { words: 'outage', ...outage },
    { words: 'bad campaign', ...badCampaign },
  ];
  return spans.flatMap(({ words, from, until }) => [
    `<rect class="band" x="${x(from).toFixed(1)}" y="28" width="${(x(until) - x(from)).toFixed(1)}" height="${bottom - 28}"/>`,
    text((x(from) + x(until)) / 2, 22, words, 'text-anchor="middle"'),
  ]);
}

function frame({ top, height, title }: Panel, labels: readonly (readonly [number, string])[]): string[] {
  return [
    text(8, top + 12, title, 'class="title"'),
    `<line class="axis" x1="${left}" x2="${width - right}" y1="${top + height}" y2="${top + height}"/>`,
    ...labels.map(([y, words]) => text(left - 6, y + 4, words, 'text-anchor="end"')),
  ];
}

function scale({ top, height }: Panel, low: number, high: number): (value: number) => number {
  return (value) => top + height * (1 - (Math.min(Math.max(value, low), high) - low) / (high - low));
}

function limit(y: number): string {
  return `<line class="limit" x1="${left}" x2="${width - right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>`;
}

/** Broken where there is no value. */
function path(name: string, points: readonly (readonly [number, number | null])[]): string {
  let pen = 'M';
  const steps = points.map(([x, y]) => {
    if (y === null) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
    return step;
  });
  return `<path class="${name}" d="${steps.join('')}"/>`;
}

function drawLeads({ served, start, weeks }: YearRecord, x: Axis, panel: Panel): string[] {
  const most = Math.max(...served.map(({ leads }) => leads));
  const y = scale(panel, 0, most);
  const wide = ((width - left - right) / weeks) * 0.8;
  const bars = served.map(({ week: number, leads }) => {
    const at = x(new Date(start.getTime() + number * week));
    return `<rect class="bar" x="${at.toFixed(1)}" y="${y(leads).toFixed(1)}" width="${wide.toFixed(1)}" height="${(panel.top + panel.height - y(leads)).toFixed(1)}"/>`;
  });
  return [
    ...frame(panel, [
      [y(most), String(most)],
      [y(0), '0'],
    ]),
    ...bars,
  ];
}

function drawErrors({ live, served, start }: YearRecord, x: Axis, panel: Panel): string[] {
  const y = scale(panel, 0, highestError);
  const points = live
    .filter(({ metric }) => metric === 'mae')
    .map(({ at, value }) => [x(at), value === null ? null : y(value)] as const);
  const truth = served.map(
    ({ week: number, mae }) =>
      [x(new Date(start.getTime() + (number + 0.5) * week)), mae === null ? null : y(mae)] as const,
  );
  return [
    ...frame(panel, [
      [y(highestError), String(highestError)],
      [y(15), '15'],
      [y(0), '0'],
    ]),
    limit(y(15)),
    path('served', truth),
    path('live', points),
    text(8, panel.top + 28, 'blue: as monitored'),
    text(8, panel.top + 42, 'grey: of leads by'),
    text(8, panel.top + 56, 'when they came'),
  ];
}

function drawAccuracy({ live }: YearRecord, x: Axis, panel: Panel): string[] {
  const y = scale(panel, 0.5, 1);
  const of = (model: ModelName) =>
    live
      .filter((each) => each.model === model && each.metric === 'accuracy')
      .map(({ at, value }) => [x(at), value === null ? null : y(value)] as const);
  return [
    ...frame(panel, [
      [y(1), '100%'],
      [y(0.7), '70%'],
      [y(0.5), '50%'],
    ]),
    limit(y(0.7)),
    path('live', of('churn')),
    path('other', of('engagement')),
    text(8, panel.top + 28, 'blue: churn'),
    text(8, panel.top + 42, 'green: engagement'),
  ];
}

function drawAlerts(incidents: readonly JudgedIncident[], x: Axis, { top }: Panel, end: Date): string[] {
  const rows = [...modelNames, null];
  return rows.flatMap((model, row) => {
    const y = top + row * 22;
    const name = model === null ? 'data' : nameOf(model);
    const ofRow = incidents.filter((each) => each.model === model);
    return [
      text(8, y + 12, `alerts: ${name}`),
      ...ofRow.map(({ firedAt, resolvedAt, rule, verdict }) => {
        const wide = Math.max(3, x(resolvedAt ?? end) - x(firedAt));
        return `<rect class="${verdict.is}" opacity="0.7" x="${x(firedAt).toFixed(1)}" y="${y + 2}" width="${wide.toFixed(1)}" height="12"><title>${rule}</title></rect>`;
      }),
    ];
  });
}

function drawDeployments({ deployments }: YearRecord, x: Axis, { top }: Panel): string[] {
  return modelNames.flatMap((model, row) => {
    const y = top + row * 22;
    return [
      text(8, y + 12, `deployed: ${nameOf(model)}`),
      ...deployments
        .filter((each) => each.model === model)
        .map(
          ({ at, version }) =>
            `<circle class="deployed" cx="${x(at).toFixed(1)}" cy="${y + 8}" r="4"><title>${version}</title></circle>`,
        ),
    ];
  });
}

function nameOf(model: ModelName): string {
  return model.replace('_', ' ');
}

function months({ start, weeks }: YearRecord, x: Axis, y: number): string[] {
  const every = 4;
  return Array.from({ length: weeks / every }, (_, at) =>
    text(x(new Date(start.getTime() + at * every * week)), y, `week ${at * every + 1}`),
  );
}
