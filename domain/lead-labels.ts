/**
 * What labels of lead scoring are made of. All rows of a run use one source: the business's own rating, or what became of the leads.
 * Mixed, a rating of 96 of a lead that nobody bought and a sale of a lead that was rated 4 would teach opposite things.
 */
export const labelSources = ['rating', 'outcomes'] as const;
export type LabelSource = (typeof labelSources)[number];

export const labelSourceSettings = ['auto', ...labelSources] as const;
export type LabelSourceSetting = (typeof labelSourceSettings)[number];

export const labelSourceTitles: Readonly<Record<LabelSource, string>> = {
  rating: "the business's own rating",
  outcomes: 'what became of the leads',
};

/** How rows got their labels, the surest way first. `models/lead-scoring/lead-label.ts` says what each is worth. */
export const labelWays = ['rating', 'dated', 'order', 'posted', 'undated', 'reply', 'nothing'] as const;
export type LabelWay = (typeof labelWays)[number];

export const labelWayTitles: Readonly<Record<LabelWay, string>> = {
  rating: 'by rating',
  dated: 'by a dated outcome',
  order: 'by an order',
  posted: 'by a posted outcome',
  undated: 'by an undated outcome',
  reply: 'by a reply alone',
  nothing: 'as nothing happened',
};

/** Days after a lead came within which its contact's order converts it. An order that names the lead converts it whenever it comes. */
export const defaultAttributionDays = 14;

/** Days without anything from its contact after which a lead older than its horizon isn't listed any more. */
export const defaultLeadIdleDays = 30;

/** Shares of rated leads. Between the two limits the source of before stays, so that it doesn't change back and forth from week to week. */
const enoughToStay = 0.7;
const enoughToChange = 0.9;

export type ChosenSource = { readonly source: LabelSource; readonly reason: string };

/**
 * @param facts.leads whose label window has ended; `rated` of them carry a rating.
 * @param facts.previous the source of the champion, else of the last run; null where neither had one.
 */
export function chooseLabelSource(facts: {
  readonly setting: LabelSourceSetting;
  readonly previous: LabelSource | null;
  readonly leads: number;
  readonly rated: number;
}): ChosenSource {
  const { setting, previous, leads, rated } = facts;
  if (setting !== 'auto') return { source: setting, reason: 'as set' };
  const share = leads === 0 ? 0 : rated / leads;
  const found = `${rated} of ${leads} leads carry a rating`;
  const needed = previous === 'outcomes' ? enoughToChange : enoughToStay;
  const limit = `${Math.round(100 * needed)}%`;
  const source = share >= needed ? 'rating' : 'outcomes';
  const verb = previous === null || previous === source ? 'use' : 'change to';
  const least =
    source === 'rating' ? `at least ${limit} are enough to ${verb} it` : `fewer than ${limit}, so outcomes count`;
  return { source, reason: `${found}: ${least}` };
}

/** A training set's labels: their source, and how many rows got theirs in which way. */
export type LabelReport = ChosenSource & {
  readonly ways: Readonly<Partial<Record<LabelWay, number>>>;
  /** Rows without a label of the source. */
  readonly leftOut: number;
  readonly attributionDays: number;
};

/** For people: what the rows learnt from, in one line. */
export function describeLabels({ source, reason, ways, leftOut, attributionDays }: LabelReport): string {
  const counted = labelWays.flatMap((way) => (ways[way] ? [`${ways[way]} ${labelWayTitles[way]}`] : []));
  const omitted = leftOut === 0 ? [] : [`${leftOut} without one left out`];
  const orders =
    source === 'outcomes' ? ` Orders count for the contact's open lead within ${attributionDays} days.` : '';
  return `Labels: ${labelSourceTitles[source]} (${reason}). ${[...counted, ...omitted].join(', ')}.${orders}`;
}
