import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import type { ModelName } from '../../../domain/models.ts';
import { onnxColumns } from '../../../engine/onnx/attribute-nodes.ts';
import { onnxValues } from '../../../engine/onnx/export-onnx.ts';
import { exportVersion } from '../../../serving/live/export-version.ts';
import { noChampion } from '../../../serving/live/load-version.ts';
import { fromFileError } from '../../../store/artifacts/artifact-errors.ts';
import type { Database } from '../../../store/database/database.ts';
import { type ModelVersion, readChampion, readVersion } from '../../../store/training/versions.ts';
import { oneModel } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { type Exported, exportLines } from '../../print/serving/export.ts';
import { shownPath } from '../../print/shown-path.ts';
import { openWorking } from '../../session/session.ts';

export function addExportCommand(program: Command, cli: Cli): void {
  program
    .command('export')
    .description('Writes a trained model, preprocessing included, to a file that other programs run.')
    .argument('<model>', 'lead_scoring, churn or engagement', oneModel)
    .argument('[version]', 'as npx perennial models lists it (default: the champion)')
    .option('--onnx', 'as ONNX, for onnxruntime in Python, Java, C# and others')
    .option(
      '--output <file>',
      'where to write it; an existing file is replaced (default: <model>-<version>.onnx in this folder)',
    )
    .action((model: ModelName, name: string | undefined, { onnx, output: file, ...options }) =>
      cli.run(options, async ({ output, surroundings }) => {
        if (!onnx) throw noFormat(); // before any server is started
        if (file !== undefined) requirePlace(file);
        const session = await openWorking(surroundings, output);
        try {
          const { version, champion } = await findVersion(session.database, model, name);
          const exported = await writeVersion(session, version, champion, file ?? `${model}-${version.name}.onnx`);
          output.lines(exportLines({ ...exported, path: shownPath(exported.path) }, output.width));
          output.data(exportJson(exported));
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

async function findVersion(database: Database, model: ModelName, name: string | undefined) {
  const champion = await readChampion(database, model);
  if (name !== undefined) {
    const version = await readVersion(database, model, name);
    return { version, champion: version.id === champion?.id };
  }
  if (champion === null) throw noChampion(model);
  return { version: champion, champion: true };
}

async function writeVersion(
  { blobs }: Pick<Awaited<ReturnType<typeof openWorking>>, 'blobs'>,
  version: ModelVersion,
  champion: boolean,
  path: string,
): Promise<Exported> {
  const { bytes, labels, description } = await exportVersion(version, blobs);
  const { numbers, categories } = onnxColumns(description);
  const replaced = existsSync(path);
  await writeWhole(path, bytes);
  return {
    model: version.model,
    version: version.name,
    champion,
    path,
    byteCount: bytes.length,
    replaced,
    featureNames: numbers.map(({ name }) => name),
    categories: categories.map(({ name, levels }) => ({ name, levels })),
    ...onnxValues(description, labels),
  };
}

/** Not commander's required option: that would hide a misspelt --onnx. */
function noFormat(): PerennialError {
  return new PerennialError('invalid_input', 'Which format?', 'Add --onnx, the only one so far.');
}

function requirePlace(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw unwritable(file, 'it is a folder');
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) {
    throw unwritable(file, `there is no folder ${dirname(file)}`);
  }
}

/** Writes under another name first: whoever reads the file meanwhile sees either the old one or the new one. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const known = fromFileError(error, file, bytes.length);
    throw known === error ? unwritable(file, (error as Error).message, error) : known;
  }
}

function unwritable(file: string, why: string, cause?: unknown): PerennialError {
  const remedy = 'Name a file in a folder that exists and that you may write to: --output <file>.';
  return new PerennialError('invalid_input', `${file} can't be written: ${why}.`, remedy, { file }, cause);
}

function exportJson(exported: Exported) {
  return {
    model: exported.model,
    version: exported.version,
    champion: exported.champion,
    format: 'onnx',
    file: exported.path,
    file_size: exported.byteCount,
    replaced: exported.replaced,
    inputs: exported.inputs,
    outputs: exported.outputs,
    feature_names: exported.featureNames,
    ...(exported.categories.length > 0 && { categories: exported.categories }),
  };
}
