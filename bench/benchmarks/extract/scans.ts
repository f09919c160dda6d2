/** A node of EXPLAIN (FORMAT JSON), as far as it is read here. */
type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Parent Relationship'?: string;
  readonly Plans?: readonly Plan[];
};

/** Tables that a plan reads whole for each row of something else: below the inner side of a nested loop, or in a subplan of a row. */
export function scansPerRow(plan: Plan, isRepeated = false): readonly string[] {
  const kind = plan['Node Type'];
  const own = kind === 'Seq Scan' && isRepeated ? [plan['Relation Name'] ?? ''] : [];
  const below = (plan.Plans ?? []).flatMap((child) => {
    const relationship = child['Parent Relationship'];
    const repeats = (kind === 'Nested Loop' && relationship === 'Inner') || relationship === 'SubPlan';
    // what is kept is read once
    return scansPerRow(child, kind !== 'Materialize' && (isRepeated || repeats));
  });
  return [...own, ...below];
}
