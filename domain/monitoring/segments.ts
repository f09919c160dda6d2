/** A prediction whose label has come, as far as it decides where it is counted. */
export type SegmentedRow = {
  /** We did something about it since, so that its label no longer tells whether it was right. */
  readonly acted: boolean;
  readonly source: string | null;
  readonly country: string | null;
  readonly campaign: string | null;
};

export type Segment = { readonly name: string; readonly rows: number[] };

const dimensions = ['source', 'country', 'campaign'] as const;
/** Below so many rows a figure says little, and some of many would always look bad. */
const minimumRows = 30;
/** Of a dimension, the largest. */
const mostSegments = 10;

/** Rows by number: `all` without those acted upon, which are `acted_on`, and the larger parts of `all` by source, country, campaign. */
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
