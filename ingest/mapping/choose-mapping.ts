import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';
import { columnKey } from './column-finder.ts';
import type { MappedTable, Mapping } from './mapping-schema.ts';
import { plainMapping } from './plain-mapping.ts';
import { readMappingFile } from './read-mapping-file.ts';
import { type Preset, readPresets } from './read-presets.ts';
import { fitsFile, namedColumns, plainFits } from './recognise.ts';

export type MappingWish = {
  /** Path of the file to be imported. */
  readonly file: string;
  readonly header: readonly string[];
  /** Path of a mapping file that a person named. */
  readonly mappingFile?: string;
  /** The table that a person named, for a file whose columns are named as its fields, with `map` where they are not. */
  readonly table?: MappedTable;
  readonly map?: Readonly<Record<string, string>>;
  readonly presets?: readonly Preset[];
  /** Mappings that a person gave as they are; `by` names them. */
  readonly own?: { readonly mappings: readonly Mapping[]; readonly by: string };
};

export type ChosenMapping = {
  readonly mapping: Mapping;
  readonly isPreset: boolean;
  /** It stands in a mapping file of a person's own. */
  readonly isOwn: boolean;
  /** Completes "by": 'the preset hubspot/deals', 'deals.csv.mapping.yaml', 'the names of its columns'. */
  readonly by: string;
};

const byNames = 'the names of its columns';

/**
 * The mapping for a file: what a person named, else a mapping file beside it, else the preset of the system that it is from, else that of a
 * plain table.
 * @throws PerennialError `invalid_input` where none fits, or two fit alike.
 */
export function chooseMapping(wish: MappingWish): ChosenMapping {
  const chosen = findMapping(wish);
  if (chosen !== undefined) return chosen;
  throw new PerennialError(
    'invalid_input',
    `It is not known what the columns of ${wish.file} mean: ${wish.header.join(', ')}.`,
    `Run \`perennial import --inspect ${quoted(wish.file)}\`: it proposes a mapping.`,
    { file: wish.file, header: wish.header },
  );
}

/** undefined: none fits. */
export function findMapping({
  file,
  header,
  mappingFile,
  table,
  map,
  presets,
  own,
}: MappingWish): ChosenMapping | undefined {
  if (own !== undefined) return among(own.mappings, own.by, file, header, true);
  if (mappingFile !== undefined) return fromMappingFile(mappingFile, file, header, true);
  if (table !== undefined)
    return { mapping: plainMapping(table, header, map), isPreset: false, isOwn: false, by: byNames };
  for (const beside of [`${file}.mapping.yaml`, join(dirname(file), 'mapping.yaml')]) {
    const found = existsSync(beside) ? fromMappingFile(beside, file, header, beside.startsWith(file)) : undefined;
    if (found !== undefined) return found;
  }
  const fitting = (presets ?? readPresets()).filter(({ mapping }) => fitsFile(mapping, file, header));
  const preset = best(
    fitting.map(({ mapping, name }) => ({ mapping, isPreset: true, isOwn: false, by: `the preset ${name}` })),
    file,
    header,
  );
  if (preset !== undefined) return preset;
  const plain = plainFits(file, header).map(({ mapping, table: named }) => ({
    ...{ mapping, isPreset: false, isOwn: false, by: byNames, table: named },
  }));
  return best(plain, file, header);
}

/** @param only the file is meant for this very one: a single mapping in it need not say what it is known by. */
function fromMappingFile(
  mappingFile: string,
  file: string,
  header: readonly string[],
  only: boolean,
): ChosenMapping | undefined {
  return among(readMappingFile(mappingFile), mappingFile, file, header, only);
}

function among(
  mappings: readonly Mapping[],
  mappingFile: string,
  file: string,
  header: readonly string[],
  only: boolean,
): ChosenMapping | undefined {
  const choices = mappings.map((mapping) => ({ mapping, isPreset: false, isOwn: true, by: mappingFile }));
  if (only && choices.length === 1) return choices[0];
  const fitting = choices.filter(({ mapping }) => fitsFile(mapping, file, header));
  const found = best(fitting, file, header) ?? choices.find(({ mapping }) => mapping.recognise === undefined);
  if (found !== undefined || !only) return found;
  throw new PerennialError(
    'invalid_input',
    `None of the ${mappings.length} mappings of ${mappingFile} fits ${file}: ${mappings.map((each) => whyNot(each, header)).join('; ')}.`,
    'Correct `recognise` of the one that is meant, or leave it out there.',
    { file, mappingFile },
  );
}

function whyNot({ name, recognise }: Mapping, header: readonly string[]): string {
  const keys = new Set(header.map(columnKey));
  const lacking = recognise?.columns?.filter((column) => !keys.has(columnKey(column))) ?? [];
  if (lacking.length > 0) return `${name} needs the columns ${lacking.join(', ')}`;
  return `${name} is for other files`;
}

/** The one that names most columns of the file. */
function best(choices: readonly ChosenMapping[], file: string, header: readonly string[]): ChosenMapping | undefined {
  const ranked = choices
    .map((choice) => ({ choice, named: namedColumns(choice.mapping, header) }))
    .sort((a, b) => b.named - a.named);
  const [first, second] = ranked;
  if (second !== undefined && second.named === first.named) {
    const names = [first, second].map(({ choice }) => choice.mapping.name);
    throw new PerennialError(
      'invalid_input',
      `${file} may be ${names.join(' or ')}: both know the same columns.`,
      'Say which by --mapping, or by the name of the table for a plain file.',
      { file, names },
    );
  }
  return first?.choice;
}

function quoted(file: string): string {
  return /[\s'"()&;$]/.test(file) ? `"${file}"` : file;
}
