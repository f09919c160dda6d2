import type { FileLayout } from '../../tables/file/detect-layout.ts';
import {
  type ColumnStyle,
  type ColumnSurvey,
  type StyleOptions as FileStyles,
  settleStyles,
  surveyDates,
  surveyNumbers,
} from '../column-styles.ts';
import { readMoment, utc, type ZoneOffset } from '../fields/moment-text.ts';
import { zoneOffset } from '../fields/zone-offset.ts';
import type { CompiledMapping, ReadColumn } from '../mapping/mapped-row.ts';

/** What a person may say where neither file nor mapping tells. */
export type StyleOptions = FileStyles & {
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
  for (const [at, { kind, places }] of styled)
    surveys.set(at, kind === 'number' ? surveyNumbers(places) : surveyDates());
  const watched = [...surveys];
  return {
    see(cells: readonly string[]): void {
      for (const [at, survey] of watched) if (cells[at] !== undefined) survey.see(cells[at]);
    },
    /** @param defaultZone of moments without one, where neither mapping nor options name one. */
    settle(layout: FileLayout, header: readonly string[], options: StyleOptions, defaultZone: string): ColumnReaders {
      const styles = stylesOf(surveys, styled, layout.separator, options);
      return readersOf(styles, styled, header, options.zone, defaultZone);
    },
  };
}

/** By the whole file; a column whose style is said by the mapping by itself. */
function stylesOf(
  surveys: ReadonlyMap<number, ColumnSurvey>,
  styled: CompiledMapping['styled'],
  separator: string,
  options: StyleOptions,
): ReadonlyMap<number, ColumnStyle> {
  const styles = settleStyles(surveys, separator, options);
  for (const [at, { decimal, dateOrder }] of styled) {
    const survey = surveys.get(at);
    if (survey === undefined || (decimal === undefined && dateOrder === undefined)) continue;
    const own = { decimal: options.decimal ?? decimal, dateOrder: options.dateOrder ?? dateOrder };
    const style = settleStyles(new Map([[at, survey]]), separator, own).get(at);
    if (style !== undefined) styles.set(at, style);
  }
  return styles;
}

function readersOf(
  styles: ReadonlyMap<number, ColumnStyle>,
  styled: CompiledMapping['styled'],
  header: readonly string[],
  givenZone: string | undefined,
  defaultZone: string,
): ColumnReaders {
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
    if (style?.assumed != null) assumed.push({ column: header[at] ?? '', reading: style.assumed });
    if (kind === 'number') {
      if (style !== undefined) read.set(at, style.canonical);
      continue;
    }
    const stated = zone ?? givenZone;
    const noteZone = (kindOfMoment: 'time' | 'day' | null) => {
      if (kindOfMoment === 'time' || (kindOfMoment === 'day' && defaultZone !== 'UTC')) zoneless = true;
    };
    read.set(at, momentReader(style, zoneOf(stated ?? defaultZone), stated === undefined ? noteZone : () => {}));
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
