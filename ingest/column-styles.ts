import {
  addDateEvidence,
  type DateEvidence,
  type DateStyle,
  noDateEvidence,
  parseDate,
} from '../tables/values/date-text.ts';
import { bothDates, type DateOrder, decideDateOrder } from '../tables/values/decide-date-order.ts';
import { bothNumbers, decideDecimal, voteOf } from '../tables/values/decide-decimal.ts';
import { addPlainEvidence } from '../tables/values/number-evidence.ts';
import {
  addTraits,
  type NumberTraits,
  noTraits,
  parseNumberText,
  styleOfTraits,
} from '../tables/values/number-text.ts';
import { type DateUnit, dateUnitOf } from '../tables/values/numbered-date.ts';
import { type NumberShape, plainNumber } from '../tables/values/plain-number.ts';
import { readMoment } from './fields/moment-text.ts';

/** What a person may say where a file doesn't tell. */
export type StyleOptions = {
  readonly decimal?: ',' | '.';
  readonly dateOrder?: DateOrder;
};

/** Rewrites the cells of one column as `fields/readers.ts` reads them; a cell that it can't read stays as it is, and is rejected as such. */
export type ColumnStyle = {
  readonly canonical: (text: string) => string;
  /** How the column was read, where another reading was possible or one would not expect it; null: as it stands. */
  readonly assumed: string | null;
};

/** Counts what decides how the cells of one column are written; keeps none of them. */
export type ColumnSurvey = NumberSurvey | DateSurvey;

type NumberSurvey = {
  readonly kind: 'numbers';
  see(cell: string): void;
  readonly traits: NumberTraits;
  readonly places: number | undefined;
  /** Of the cells that can be read in two ways, the first. */
  example(): string;
};

type DateSurvey = {
  readonly kind: 'dates';
  see(cell: string): void;
  readonly evidence: DateEvidence;
  /** What nearly all cells count; undefined: they are written as dates. */
  unit(): DateUnit | undefined;
};

const twofold = /(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])/;

/** @param places decimal places that the column's values can have, where that is known. */
export function surveyNumbers(places?: number): ColumnSurvey {
  const traits = noTraits();
  const shape: NumberShape = { places: -1 };
  let example = '';
  return {
    kind: 'numbers',
    traits,
    places,
    example: () => example,
    see(cell) {
      const text = cell.trim();
      const value = plainNumber(text, shape);
      const { pointGroups, commaGroups } = traits.evidence;
      if (!Number.isNaN(value)) addPlainEvidence(traits.evidence, value, shape.places);
      else addTraits(traits, text);
      if (example !== '' || pointGroups + commaGroups === traits.evidence.pointGroups + traits.evidence.commaGroups)
        return;
      example = twofold.exec(text)?.[0] ?? '';
    },
  };
}

/** Of the cells that aren't dates of ISO 8601, how many may be something else where the others count time. */
const mostOthers = 0.1;

export function surveyDates(): ColumnSurvey {
  const evidence = noDateEvidence();
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let numbers = 0;
  let others = 0;
  return {
    kind: 'dates',
    evidence,
    unit: () => (numbers === 0 || others > mostOthers * numbers ? undefined : dateUnitOf(low, high)),
    see(cell) {
      const text = cell.trim();
      if (text === '' || /^\d{4}-\d\d-\d\d/.test(text)) return;
      const value = plainNumber(text);
      if (Number.isNaN(value)) {
        others++;
        addDateEvidence(evidence, text);
        return;
      }
      numbers++;
      low = Math.min(low, value);
      high = Math.max(high, value);
    },
  };
}

/** How each column is written, by its own cells, else by those of the other columns; by place in the file. */
export function settleStyles(
  surveys: ReadonlyMap<number, ColumnSurvey>,
  separator: string,
  optionsOf: (at: number) => StyleOptions,
): Map<number, ColumnStyle> {
  const numbers = [...surveys].filter((one): one is [number, NumberSurvey] => one[1].kind === 'numbers');
  const dates = [...surveys].filter((one): one is [number, DateSurvey] => one[1].kind === 'dates');
  const vote = voteOf(numbers.map(([, { traits }]) => traits.evidence));
  const styles = new Map<number, ColumnStyle>();
  let commas = 0;
  for (const [at, survey] of numbers) {
    const { traits, places } = survey;
    const decision = decideDecimal(traits.evidence, { ...optionsOf(at), separator, places }, vote);
    styles.set(at, numberStyle(survey, decision));
    if (decision.decimalComma && marks(traits) > 0) commas++;
  }
  const commaDecimal = numbers.some(([, { traits }]) => marks(traits) > 0) ? commas > 0 : separator === ';';
  const all = dates.map(([, { evidence }]) => evidence);
  for (const [at, survey] of dates) {
    const unit = survey.unit();
    const decision = decideDateOrder(survey.evidence, { ...optionsOf(at), commaDecimal }, all);
    styles.set(at, unit === undefined ? dateStyle(survey.evidence, decision) : countedStyle(unit));
  }
  return styles;
}

/** Numbers with a point or a comma. */
function marks({ evidence }: NumberTraits): number {
  return evidence.decimalPoint + evidence.decimalComma + evidence.pointGroups + evidence.commaGroups;
}

function numberStyle(survey: NumberSurvey, decision: ReturnType<typeof decideDecimal>): ColumnStyle {
  const { traits } = survey;
  const { decimalComma, why } = decision;
  const style = styleOfTraits(traits, decimalComma);
  const other = { ...style, decimalComma: !decimalComma };
  const example = survey.example();
  const commas = decimalComma && marks(traits) > 0 ? 'Commas were read as decimal commas.' : null;
  return {
    canonical(cell) {
      const text = cell.trim();
      if (/^-?\d+$/.test(text)) return text;
      const plain = decimalComma ? Number.NaN : plainNumber(text);
      const value = Number.isNaN(plain) ? parseNumberText(text, style) : plain;
      // what this style can't read is no riddle in the other: 12,50 in a column of points
      const read = Number.isNaN(value) ? parseNumberText(text, other) : value;
      return Number.isNaN(read) ? cell : String(read);
    },
    assumed: why !== null && example !== '' ? bothNumbers(example, decision) : commas,
  };
}

function dateStyle(evidence: DateEvidence, decision: ReturnType<typeof decideDateOrder>): ColumnStyle {
  const { style, why } = decision;
  const first = style.yearFirst ? 'year' : style.dayFirst ? 'day' : 'month';
  const { dayFirst, monthFirst, yearFirst, undecided } = evidence;
  const figures = dayFirst + monthFirst + yearFirst + undecided;
  return {
    canonical: (text) => (readMoment(text) === undefined ? (momentText(text.trim(), style) ?? text) : text),
    assumed:
      figures === 0 ? null : why === null ? `Dates were read ${first} first.` : bothDates(evidence.example, decision),
  };
}

function countedStyle({ unit, toMilliseconds }: DateUnit): ColumnStyle {
  return {
    canonical: (text) =>
      /^\s*\d+(\.\d+)?\s*$/.test(text) ? new Date(toMilliseconds(Number(text))).toISOString() : text,
    assumed: `Numbers were read as ${unit}.`,
  };
}

const offset = /\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/** ISO 8601, with the offset of the text; undefined for what is not a date. */
function momentText(text: string, style: DateStyle): string | undefined {
  const parsed = parseDate(text, style);
  if (parsed === undefined) return undefined;
  const zone = parsed.hasTime ? (offset.exec(text)?.[1] ?? '') : '';
  const local = new Date(parsed.milliseconds).toISOString().slice(0, -1);
  return local + (/^(utc|gmt)$/i.test(zone) ? 'Z' : zone);
}
