import { requireSource } from '../ingest/folders/require-source.ts';
import { trySource } from '../ingest/folders/try-source.ts';
import type { Database } from '../store/database/database.ts';
import { findSourceFile, listSourceFiles } from '../store/sources/source-files.ts';
import { listSources, readSource, readStreams } from '../store/sources/sources.ts';
import { openUploadFiles, safeName } from '../store/uploads/upload-files.ts';
import type { DataSources } from './imports.ts';
import type { Ports } from './ports.ts';

const mostFiles = 100;

/** The port on systems whose data comes by itself. */
export function openSources(
  database: Database,
  {
    control,
    readCredential,
    buckets,
    uploadFolder,
  }: Pick<DataSources, 'control' | 'readCredential' | 'buckets' | 'uploadFolder'>,
): Ports['sources'] {
  const kept = openUploadFiles(uploadFolder);
  const withStreams = async (source: Awaited<ReturnType<typeof readSource>>) => ({
    source,
    streams: await readStreams(database, source.name),
  });
  return {
    async list() {
      return await Promise.all((await listSources(database)).map(withStreams));
    },
    read: async (name) => withStreams(await readSource(database, name)),
    async add(source) {
      requireSource(source);
      return await withStreams(await control.add(source));
    },
    test: async (name) => trySource(database, await readSource(database, name), { readCredential, buckets }),
    async files(name) {
      const { name: source } = await readSource(database, name);
      const files = await listSourceFiles(database, source, mostFiles);
      return files.map((file) => ({ file, rejects: kept.hasRejects(file.id, safeName(file.name)) }));
    },
    async rejects(name, id) {
      const { name: source } = await readSource(database, name);
      const file = await findSourceFile(database, source, id);
      const stream = file === null ? null : kept.readRejects(id, safeName(file.name));
      return { file: file?.name ?? 'this file', stream };
    },
    sync: async (name, how) => withStreams(await control.sync(name, how)),
    cancel: async (name) => withStreams(await control.cancel(name)),
    pause: async (name) => withStreams(await control.pause(name)),
    resume: async (name) => withStreams(await control.resume(name)),
    remove: control.remove,
  };
}
