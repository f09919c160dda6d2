import { defaultAttributionDays } from '../../domain/lead-labels.ts';

/** Settings of the session that labels of leads are read with (`control/label-settings.ts`). */
export const labelSourceSetting = 'perennial.lead_label';
export const attributionDaysSetting = 'perennial.attribution_days';

/** SQL of the source that a training uses. Null where none is set: ratings count, and outcomes of leads that carry none. */
export const sourceOfSession = `nullif(current_setting('${labelSourceSetting}', true), '')`;

/** SQL of an interval. @param day SQL of a day's length: days are shorter in tests of experiments. */
export function attributionWindow(day: string): string {
  return `coalesce(nullif(current_setting('${attributionDaysSetting}', true), '')::double precision, ${defaultAttributionDays}) * ${day}`;
}
