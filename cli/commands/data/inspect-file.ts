import { existsSync, writeFileSync } from 'node:fs';
import { inspectFile } from '../../../ingest/inspect/inspect-file.ts';
import type { Inspection } from '../../../ingest/inspect/inspection.ts';
import type { StyleOptions } from '../../../ingest/intake/column-readers.ts';
import type { MappedTable } from '../../../ingest/mapping/mapping-schema.ts';
import { readConfig } from '../../../stack/config.ts';
import type { Surroundings } from '../../cli.ts';
import { exitCodes } from '../../exit-codes.ts';
import { inspectionLines } from '../../print/data/inspect.ts';
import type { Output } from '../../session/output.ts';

export type InspectWish = {
  readonly file: string;
  readonly mappingFile?: string;
  readonly table?: MappedTable;
  readonly map?: Readonly<Record<string, string>>;
  readonly styles: StyleOptions;
  readonly us?: readonly string[];
  /** Write over a mapping file that is there. */
  readonly force: boolean;
};

/** Says what an import would make of a file, and saves the mapping beside it. No server is started for it. */
export async function inspectAndSave(
  { force, ...wish }: InspectWish,
  { env }: Surroundings,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const { businessTimezone: timezone, businessCurrency: currency, businessCountry: country } = readConfig(env);
  const settings = { timezone, currency, country };
  const inspection = await inspectFile({ ...wish, settings, now: new Date(), signal });
  const saved = save(inspection, force);
  output.lines(inspectionLines(inspection, nextLines(inspection, saved), output.width));
  output.data({ ...inspection, saved: saved.written ? saved.path : null });
  return inspection.unfinished === null ? exitCodes.ok.code : exitCodes.dataRefused.code;
}

type Saved = { readonly path: string; readonly written: boolean };

/** What a person changed is never written over unasked. */
function save({ file, text }: Inspection, force: boolean): Saved {
  const path = `${file}.mapping.yaml`;
  const written = text !== null && (force || !existsSync(path));
  if (written) writeFileSync(path, text);
  return { path, written };
}

function nextLines({ file, text, unfinished, recognisedBy }: Inspection, { path, written }: Saved): string[] {
  const command = `npx perennial import ${/[\s'"()&;$]/.test(file) ? `"${file}"` : file}`;
  const place = written
    ? [`Saved as ${path}.`]
    : text === null
      ? []
      : [`${path} exists and was left as it is; --force writes over it.`];
  if (unfinished !== null) return [...place, 'Complete it, then:', `   ${command} --inspect`];
  const look = recognisedBy === null ? 'Look the mapping over, then try it:' : 'Try it:';
  return [...place, look, `   ${command} --dry-run`];
}
