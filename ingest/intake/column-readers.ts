import {
  type ColumnStyle,
  type ColumnSurvey,
  type StyleOptions as SaidStyles,
  settleStyles,
  surveyDates,
  surveyNumbers,
} from '../column-styles.ts';
import { readMoment, utc, type ZoneOffset } from '../fields/moment-text.ts';
import { zoneOffset } from '../fields/zone-offset.ts';
import type { CompiledMapping, ReadColumn } from '../mapping/mapped-row.ts';

/** What a person may say where neither file nor mapping tells. */
export type StyleOptions = SaidStyles & {
  /** IANA zone of moments without one. */
  readonly zone?: string;
};

export type ColumnReaders = {
  readonly read: ReadonlyMap<number, ReadColumn>;
  readonly assumed: readonly { readonly column: string; readonly reading: string }[];
  /** Whether moments without a zone were read by the given default, so far. */
  zonelessRead(): boolean;
};

/** Looks at all cells of the columns whose style the whole file decides. */
export function createColumnSurveys(styled: CompiledMapping['styled']) {
  const surveys = new Map<number, ColumnSurvey>();
  for (const [at, one] of styled) surveys.set(at, one.kind === 'number' ? surveyNumbers(one.places) : surveyDates());
  const watched = [...surveys];
  return {
    see(cells: readonly string[]): void {
      for (const [at, survey] of watched) if (cells[at] !== undefined) survey.see(cells[at]);
    },
    /** @param defaultZone of moments without one, where neither mapping nor options name one. */
    settle(separator: string, header: readonly string[], options: StyleOptions, defaultZone: string): ColumnReaders {
      return settle(surveys, styled, separator, header, options, defaultZone);
    },
  };
}

function settle(
  surveys: ReadonlyMap<number, ColumnSurvey>,
  styled: CompiledMapping['styled'],
  separator: string,
  header: readonly string[],
  options: StyleOptions,
  defaultZone: string,
): ColumnReaders {
  const styles = settleStyles(surveys, separator, (at) => ({
    decimal: options.decimal ?? styled.get(at)?.decimal,
    dateOrder: options.dateOrder ?? styled.get(at)?.dateOrder,
  }));
  const read = new Map<number, ReadColumn>();
  const assumed: { column: string; reading: string }[] = [];
  let zoneless = false;
  const zones = new Map<string, ZoneOffset>();
  function zoneOf(zone: string): ZoneOffset {
    const known = zones.get(zone) ?? (zone === 'UTC' ? utc : zoneOffset(zone));
    zones.set(zone, known);
    return known;
  }
  for (const [at, { kind, zone }] of styled) {
    const style = styles.get(at);
    if (kind === 'number') {
      if (style !== undefined) read.set(at, style.canonical);
    } else {
      const stated = zone ?? options.zone;
      const offset = zoneOf(stated ?? defaultZone);
      const noteZone =
        stated === undefined
          ? (kindOfMoment: 'time' | 'day' | null) => {
              if (kindOfMoment === 'time' || (kindOfMoment === 'day' && defaultZone !== 'UTC')) zoneless = true;
            }
          : () => {};
      read.set(at, momentReader(style, offset, noteZone));
    }
    if (style?.assumed != null) assumed.push({ column: header[at] ?? '', reading: style.assumed });
  }
  return { read, assumed, zonelessRead: () => zoneless };
}

function momentReader(
  style: ColumnStyle | undefined,
  offset: ZoneOffset,
  noteZone: (zoneless: 'time' | 'day' | null) => void,
): ReadColumn {
  return (text) => {
    const moment =
      readMoment(text, offset) ?? (style === undefined ? undefined : readMoment(style.canonical(text), offset));
    if (moment === undefined) return text;
    noteZone(moment.zoneless);
    return moment.text;
  };
}
