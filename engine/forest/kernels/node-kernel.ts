export type NodeKernel = {
  /**
   * Computes the totals of the rows at [begin, end) of the job's entries. Where the node may be split, it also finds the
   * best split among randomly drawn features, and sorts the entries to the two sides, including those outside the sample at
   * [outBegin, outEnd). Results are in the job.
   *
   * @returns 1 when it was split; 0 when it may not be, all labels are the same or no split leaves enough rows on both sides.
   */
  visitNode(job: number, begin: number, end: number, outBegin: number, outEnd: number, maySplit: number): number;
};
