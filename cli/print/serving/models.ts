import type { LabelSource } from '../../../domain/lead-labels.ts';
import type { ModelName } from '../../../domain/models.ts';
import type { Metrics } from '../../../domain/targets.ts';
import { absent, formatBytes, formatMoment } from '../format.ts';
import { metricSummary } from '../operation/metrics.ts';
import { type Column, tableLines } from '../table.ts';

export type ModelRow = {
  readonly model: ModelName;
  readonly version: string;
  readonly champion: boolean;
  /** Ids of the incidents about the model that fire or that somebody looks after; of a champion only. */
  readonly incidents: readonly number[];
  readonly engine: string;
  readonly synthetic: boolean;
  readonly labelSource: LabelSource | null;
  readonly metrics: Metrics;
  readonly byteCount: number;
  readonly createdAt: Date;
  readonly path: string;
};

export function modelLines(rows: readonly ModelRow[], width: number | null = null): string[] {
  if (rows.length === 0) return ['No model yet. Train them: npx perennial train'];
  const columns: Column<ModelRow>[] = [
    { title: 'Model', cell: (row) => row.model },
    { title: 'Version', cell: (row) => row.version },
    { title: 'State', cell: stateOf },
    { title: 'Engine', cell: (row) => row.engine, optional: 3 },
    { title: 'Size', cell: (row) => formatBytes(row.byteCount), right: true },
    { title: 'Date', cell: (row) => formatMoment(row.createdAt) },
    { title: 'Data', cell: (row) => (row.synthetic ? 'synthetic' : 'real'), optional: 2 },
    { title: 'Labels', cell: (row) => row.labelSource ?? absent, optional: 4 },
    { title: 'Metrics', cell: (row) => metricSummary(row.model, row.metrics), folds: true },
    { title: 'File', cell: (row) => row.path, optional: 5 },
  ];
  return tableLines(rows, columns, '', width);
}

function stateOf({ champion, incidents }: ModelRow): string {
  if (!champion) return 'kept';
  return incidents.length === 0 ? 'champion' : `champion, incident ${incidents.join(', ')}`;
}
