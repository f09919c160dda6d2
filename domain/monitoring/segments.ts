/** The parts of a labelled prediction that decide in which segments it is counted. */
export type SegmentedRow = {
  /** Somebody acted on it since, so its label no longer tells whether it was right. */
  readonly acted: boolean;
  readonly source: string | null;
  readonly country: string | null;
  readonly campaign: string | null;
};

export type Segment = { readonly name: string; readonly rows: number[] };

const dimensions = ['source', 'country', 'campaign'] as const;
/** With fewer rows a figure says little, and among many segments some would always look bad. */
const minimumRows = 30;
/** Maximum segments per dimension: the largest are kept. */
const mostSegments = 10;

/**
 * Row numbers by segment: `all` excludes rows that were acted on, which are `acted_on`; the larger parts of `all` follow by
 * source, country and campaign.
 */
export function segmentRows(rows: readonly SegmentedRow[]): Segment[] {
  const all = [...rows.keys()].filter((row) => !rows[row].acted);
  const acted = [...rows.keys()].filter((row) => rows[row].acted);
  const parts = dimensions.flatMap((dimension) =>
    [...Map.groupBy(all, (row) => rows[row][dimension])]
      .filter(([value, part]) => value !== null && part.length >= minimumRows)
      .sort((a, b) => b[1].length - a[1].length)
      .slice(0, mostSegments)
      .map(([value, part]) => ({ name: `${dimension}=${value}`, rows: part })),
  );
  return [{ name: 'all', rows: all }, ...(acted.length === 0 ? [] : [{ name: 'acted_on', rows: acted }]), ...parts];
}
