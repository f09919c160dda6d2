import { readPresetSource } from '../../../ingest/sources/source-definition.ts';
import { sweepKeys } from '../../../ingest/sources/sweep-keys.ts';
import { syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { readSource } from '../../../store/sources/sources.ts';

/** Reads the source `chatwoot` to its end, and compares keys where that is asked for: a process of its own, to be killed. */
const [url = '', sourceUrl = '', sweeps = ''] = process.argv.slice(2);
const database = await openDatabase(url);
const optionsNow = async () => ({
  source: await readSource(database, 'chatwoot'),
  definition: readPresetSource('chatwoot', 'chatwoot'),
  ...{ url: sourceUrl, settings: { timezone: 'Europe/Lisbon' }, pageRows: 500, sliceMs: 2_000 },
});
while (!(await syncSlice(database, await optionsNow())).done);
if (sweeps === 'sweep') await sweepKeys(database, await optionsNow());
await database.close();
