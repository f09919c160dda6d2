import type { Source } from '../../store/sources/sources.ts';
import { parseSource, readPresetSource, type SourceDefinition } from './source-definition.ts';

/** What is read of a database. @throws PerennialError `invalid_input` */
export function definitionOf({
  name,
  preset,
  definition,
}: Pick<Source, 'name' | 'preset' | 'definition'>): SourceDefinition {
  return preset === null
    ? parseSource(definition ?? '', name, `The description of ${name}`)
    : readPresetSource(preset, name);
}
