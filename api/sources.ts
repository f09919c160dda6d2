import type { SourceControl } from '../control/source-control.ts';
import type { ReadSecret } from '../domain/secret-reference.ts';
import { definitionOf } from '../ingest/sources/definition-of.ts';
import { testSource } from '../ingest/sources/test-source.ts';
import type { Database } from '../store/database/database.ts';
import { listSources, readSource, readStreams } from '../store/sources/sources.ts';
import type { Ports } from './ports.ts';

/** The port on systems whose data comes by itself. */
export function openSources(
  database: Database,
  { control, readCredential }: { readonly control: SourceControl; readonly readCredential: ReadSecret },
): Ports['sources'] {
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
      definitionOf(source); // refuses what can't be read before anything is kept
      return await withStreams(await control.add(source));
    },
    async test(name) {
      const source = await readSource(database, name);
      return await testSource(name, readCredential(source.credential), definitionOf(source), source.settings.account);
    },
    sync: async (name, how) => withStreams(await control.sync(name, how)),
    cancel: async (name) => withStreams(await control.cancel(name)),
    pause: async (name) => withStreams(await control.pause(name)),
    resume: async (name) => withStreams(await control.resume(name)),
    remove: control.remove,
  };
}
