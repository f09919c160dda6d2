export type NodeKernel = {
  /**
   * Totals of the rows at [begin, end) of the job's entries, and where it may be split the best split among randomly drawn features:
   * entries are then sorted to the two sides, those outside the sample at [outBegin, outEnd) too. Results are in the job.
   *
   * @returns 1 when it was split; 0 when it may not be, all labels are the same or no split leaves enough rows on both sides.
   */
  visitNode(job: number, begin: number, end: number, outBegin: number, outEnd: number, maySplit: number): number;
};
