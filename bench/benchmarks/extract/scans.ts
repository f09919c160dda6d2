/** A node of EXPLAIN (FORMAT JSON), as far as it is read here. */
type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Parent Relationship'?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly Plan[];
};

/** Smaller ones are read faster whole than by an index. */
const fewRows = 1_000;

/** Tables that a plan reads whole for each row of something else: below the inner side of a nested loop, or in a subplan of a row. */
export function scansPerRow(plan: Plan, isRepeated = false): readonly string[] {
  const kind = plan['Node Type'];
  const own = kind === 'Seq Scan' && isRepeated && plan['Plan Rows'] >= fewRows ? [plan['Relation Name'] ?? ''] : [];
  const below = (plan.Plans ?? []).flatMap((child) => {
    const relationship = child['Parent Relationship'];
    const repeats = (kind === 'Nested Loop' && relationship === 'Inner') || relationship === 'SubPlan';
    const isOnce = kind === 'Materialize' || relationship === 'InitPlan';
    return scansPerRow(child, !isOnce && (isRepeated || repeats));
  });
  return [...own, ...below];
}
